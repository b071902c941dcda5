import FoundationEssentials

/// A folder for one test; removed when the test lets go of it.
package final class ScratchFolder: Sendable {
  /// Absolute, without symbolic links.
  package let path: String

  package init() throws {
    let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "aquatint-test-\(UUID().uuidString)")
    path = folder.path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      print("the scratch folder \(path) stays behind: \(error)")
    }
  }

  package func path(of name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, with the folders above it.
  package func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(filePath: path(of: name))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  package func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  package func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path(of: name)))) }

  package func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path(of: name), withIntermediateDirectories: true)
  }

  package func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(of: name), withDestinationPath: target)
  }

  package func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(of: name)) }

  package func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(of: name)) }

  /// The paths of all files below a folder of it, sorted; none where there is no such folder.
  package func files(below name: String = "") throws -> [String] {
    let root = path(of: name)
    guard FileManager.default.fileExists(atPath: root) else { return [] }
    return try FileManager.default.subpathsOfDirectory(atPath: root).filter { inner in
      var isFolder = false
      _ = FileManager.default.fileExists(atPath: "\(root)/\(inner)", isDirectory: &isFolder)
      return !isFolder
    }.sorted()
  }
}
