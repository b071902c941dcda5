import PipelineModel
package import Storage
import Synchronization
import SystemPackage

/// The folder that prepared pictures are written to, and the record of its files.
///
/// An existing file is replaced only if it is an output of an earlier preparation, identified by its digest, which `.aquatint-prepared`
/// lists; another one is left alone unless the user allows it. The list is only added to, one line before each file appears, so several
/// processes may write to one folder.
package final class OutputFolder: Sendable {
  package struct Written: Hashable, Sendable {
    package enum Change: String, Sendable {
      case new
      case replaced
      /// The file was there already, byte for byte.
      case unchanged
    }

    /// As the user would name it.
    package let path: String
    package let change: Change
  }

  private static let listName = ".aquatint-prepared"
  private static let largestList = 64 << 20

  private let folder: ConfinedFolder
  private let shown: String
  private let overwrites: Bool
  private let known: Mutex<Set<Digest>>

  /// Creates the folder if it is missing, and removes half-written files of dead processes in it.
  ///
  /// - Parameters:
  ///   - path: absolute.
  ///   - shown: as the user named it.
  ///   - overwrites: `true` if files of other programs may be replaced.
  package init(_ path: String, shown: String, overwrites: Bool) throws(StorageError) {
    folder = ConfinedFolder(path, role: .output)
    self.shown = shown
    self.overwrites = overwrites
    try folder.create()
    _ = try folder.removeLeftovers()
    let bytes = try folder.stamp(of: Self.listName) == nil ? [] : try folder.read(Self.listName, limit: Self.largestList)
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    known = Mutex(Set(lines.compactMap { Digest(hex: String(decoding: $0, as: UTF8.self)) }))
  }

  /// Writes a file, and records it.
  /// - Throws: `StorageError`, of kind `alreadyExists` if another program's file has the name.
  func write(_ bytes: [UInt8], digest: Digest, to name: String) throws -> Written {
    let written = shown.hasSuffix("/") ? shown + name : "\(shown)/\(name)"
    switch try folder.occupant(of: name) {
    case nil:
      try remember(digest)
      _ = try folder.write(bytes, to: name)
      return Written(path: written, change: .new)
    case .folder?: throw StorageError(.isAFolder, path: written)
    case .file?:
      let present = try folder.digest(of: name)
      if present == digest { return Written(path: written, change: .unchanged) }
      if !known.withLock({ $0.contains(present) }) { try requireOverwriting(written) }
    // A link, though it may lead to a picture of ours, is not ours; its target stays in any case.
    case .other?: try requireOverwriting(written)
    }
    try remember(digest)
    _ = try folder.write(bytes, to: name)
    return Written(path: written, change: .replaced)
  }

  private func requireOverwriting(_ shown: String) throws(StorageError) {
    guard overwrites else {
      throw StorageError(.alreadyExists, path: shown, detail: "not written by 'prepare'; --overwrite replaces it")
    }
  }

  private func remember(_ digest: Digest) throws {
    guard known.withLock({ $0.insert(digest).inserted }) else { return }
    try folder.append(digest.hex, to: Self.listName)
  }
}

/// The names of outputs without their extension: the source's stem. If several stems are equal, compared case-folded and by canonical
/// equivalence, each keeps its old extension too (`a.heic`); those that are equal even then get `-2`, `-3` in order of the inputs.
enum OutputNames {
  static func names(for paths: [String]) -> [String] {
    let files = paths.map { FilePath($0) }
    let stems = files.map { $0.stem ?? "picture" }
    var counts: [String: Int] = [:]
    for stem in stems { counts[OutputNaming.fold(stem), default: 0] += 1 }
    var taken: Set<String> = []
    return zip(files, stems).map { file, stem in
      let wanted = counts[OutputNaming.fold(stem), default: 1] > 1 ? file.lastComponent?.string ?? stem : stem
      var name = wanted
      var number = 1
      while !taken.insert(OutputNaming.fold(name)).inserted {
        number += 1
        name = "\(wanted)-\(number)"
      }
      return name
    }
  }
}
