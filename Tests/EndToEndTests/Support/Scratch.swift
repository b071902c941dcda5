import Foundation
import Storage
import Testing

/// A folder for one test, named after it; removed when the test lets go of it.
final class Scratch: Sendable {
  let path: String

  /// - Parameter inMemory: whether it may lie in memory, for tests that write so many files that a busy disk would be what they wait for.
  init(_ test: String = #function, inMemory: Bool = false) throws {
    let name = test.prefix(40).map { $0.isLetter || $0.isNumber ? $0 : "-" }
    let memory = "/dev/shm"
    let base =
      inMemory && FileManager.default.isWritableFile(atPath: memory) ? URL(filePath: memory) : FileManager.default.temporaryDirectory
    path = base.appending(path: "aquatint-\(String(name))-\(UUID().uuidString.prefix(8))").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// The folder's own name; those of other tests stand beside it.
  var name: String { URL(filePath: path).lastPathComponent }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      print("the scratch folder \(path) stays behind: \(error)")
    }
  }

  /// Writes a file, with the folders it needs.
  func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(filePath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: "\(path)/\(name)"))) }

  func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

  func rename(_ name: String, to other: String) throws {
    try FileManager.default.moveItem(atPath: "\(path)/\(name)", toPath: "\(path)/\(other)")
  }

  /// What is known of a file without asking the program.
  struct FileState: Hashable, Sendable {
    let inode: UInt64
    let modified: Date
    let sha256: String
  }

  /// The regular files below a folder of the scratch folder, by their path from it; none where there is no such folder.
  func files(in folder: String = ".") throws -> [String: FileState] {
    var found: [String: FileState] = [:]
    let root = "\(path)/\(folder)"
    guard FileManager.default.fileExists(atPath: root) else { return [:] }
    for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(root)/\(name)")
      guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
      let inode = try #require(attributes[.systemFileNumber] as? NSNumber).uint64Value
      let modified = try #require(attributes[.modificationDate] as? Date)
      found[name] = FileState(inode: inode, modified: modified, sha256: sha256(try Data(contentsOf: URL(filePath: "\(root)/\(name)"))))
    }
    return found
  }

  /// The names of all files below a folder, sorted.
  func names(in folder: String = ".") throws -> [String] { try files(in: folder).keys.sorted() }

  /// Everything below the folder, other folders too, with its time of change.
  func tree() throws -> [String: Date] {
    var found: [String: Date] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      found[name] = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.modificationDate] as? Date
    }
    return found
  }
}

/// In hexadecimal.
func sha256(_ bytes: some DataProtocol) -> String { Digest.of(Array(bytes)).hex }
