import PipelineEngine
package import Storage
import Synchronization

/// The folder that prepared pictures are written to, and the memory of what was written there.
///
/// A file that is in the way is replaced only if it is an output of an earlier preparation, told by its digest, which `.aquatint-prepared`
/// lists; another one is left alone unless the person says so. The list is only added to, one line before each file appears, so several
/// processes may write to one folder.
package final class OutputFolder: Sendable {
  package struct Written: Hashable, Sendable {
    package enum Change: String, Sendable {
      case new
      case replaced
      /// The file was there already, byte for byte.
      case unchanged
    }

    /// As the person would name it.
    package let path: String
    package let change: Change
  }

  private static let listName = ".aquatint-prepared"
  private static let largestList = 64 << 20

  private let path: String
  private let shown: String
  private let overwrites: Bool
  private let known: Mutex<Set<Digest>>

  /// Creates the folder where it is missing, and removes what dead processes left half-written in it.
  ///
  /// - Parameters:
  ///   - path: absolute.
  ///   - shown: as the person named it.
  ///   - overwrites: whether files of others may be replaced.
  package init(_ path: String, shown: String, overwrites: Bool) throws(StorageError) {
    self.path = path
    self.shown = shown
    self.overwrites = overwrites
    try Folder.create(at: path)
    _ = try AtomicFile.removeLeftovers(in: path)
    let list = "\(path)/\(Self.listName)"
    let lines = try FileStamp.of(list) == nil ? [] : try FileBytes.read(list, limit: Self.largestList).split(separator: UInt8(ascii: "\n"))
    known = Mutex(Set(lines.compactMap { Digest(hex: String(decoding: $0, as: UTF8.self)) }))
  }

  /// - Throws: `StorageError`, of kind `alreadyExists` where a file of somebody else's has the name.
  func write(_ bytes: [UInt8], digest: Digest, to name: String) throws -> Written {
    let target = "\(path)/\(name)"
    let written = shown.hasSuffix("/") ? shown + name : "\(shown)/\(name)"
    guard let kind = FileKind.of(target) else {
      try remember(digest)
      _ = try AtomicFile.write(bytes, to: target)
      return Written(path: written, change: .new)
    }
    if kind == .folder { throw StorageError(.isAFolder, path: written) }
    if kind == .file || kind == .linkToFile {
      let present = try Digest.ofFile(at: target).digest
      if present == digest { return Written(path: written, change: .unchanged) }
      guard overwrites || known.withLock({ $0.contains(present) }) else {
        throw StorageError(.alreadyExists, path: written, detail: "not written by 'prepare'; --overwrite replaces it")
      }
    } else if !overwrites {
      throw StorageError(.alreadyExists, path: written, detail: "not written by 'prepare'; --overwrite replaces it")
    }
    try remember(digest)
    _ = try AtomicFile.write(bytes, to: target)
    return Written(path: written, change: .replaced)
  }

  private func remember(_ digest: Digest) throws {
    guard known.withLock({ $0.insert(digest).inserted }) else { return }
    try AppendedFile.add(digest.hex, to: "\(path)/\(Self.listName)")
  }
}
