import Glibc

/// A folder below which files are written, replaced, removed and locked: always by descriptors relative to it, and never through a symbolic
/// link below it, whatever becomes of the folders there meanwhile. Nothing else in the program changes files.
///
/// The folder itself, and those above it, may be links: that is the user's choice.
package struct ConfinedFolder: Sendable, Hashable {
  /// The option that names the folder on the command line, for messages.
  package enum Role: String, Sendable {
    case output = "--output"
    case store = "--store"
    case shared = "--shared"
    /// The folder of a single file that a user named.
    case named = ""
  }

  /// The path as it was named.
  package let path: String
  package let role: Role

  package init(_ path: String, role: Role) {
    self.path = path
    self.role = role
  }

  /// Returns the folder of one file that a user named, and the file's name in it.
  static func holding(_ file: String) -> (folder: ConfinedFolder, name: String) {
    (ConfinedFolder(Folder.parent(of: file), role: .named), String(file.split(separator: "/").last ?? ""))
  }

  /// Returns the path of an entry in it, for people.
  package func path(of relative: String) -> String { "\(path)/\(relative)" }

  /// Creates the folder, and those above it, if they are missing.
  package func create(mode: UInt32 = 0o777) throws(StorageError) { try Folder.create(at: path, mode: mode) }

  // MARK: walking

  /// Flags for opening a folder only to reach its entries; works without the permission to list it, and cannot be synced. The first number
  /// is O_PATH of every Linux (https://github.com/torvalds/linux/blob/master/include/uapi/asm-generic/fcntl.h).
  private static let passing: Int32 = 0o10000000 | O_DIRECTORY

  /// Opens the folder that a relative path leads to. It stays the same one, wherever it may be moved to, for as long as it is open.
  /// - Parameters:
  ///   - relative: names with slashes between; empty for this folder itself.
  ///   - mode: of missing folders that are created; `nil` creates none.
  /// - Throws: `.link` if a link, `.notAFolder` if a file is on the way; `.notBelow` for a path that could lead out.
  func open(_ relative: String = "", making mode: mode_t? = nil) throws(StorageError) -> OpenFile {
    var current = try openSelf()
    var walked = ""
    for name in try names(in: relative) {
      walked += walked.isEmpty ? name : "/\(name)"
      let next = try open(name, in: current, walked: walked, making: mode)
      current = next
    }
    return current
  }

  /// Opens the folder of the last component of a relative path, and returns it with that name.
  func openParent(of relative: String, making mode: mode_t? = nil) throws(StorageError) -> ParentFolder {
    let names = try names(in: relative)
    guard let name = names.last else { throw StorageError(.notBelow, path: path(of: relative)) }
    return ParentFolder(folder: try open(names.dropLast().joined(separator: "/"), making: mode), name: name)
  }

  /// Validates that no folder or file directly in the given folders is a symbolic link; a missing folder has none.
  func refuseLinks(in folders: [String]) throws(StorageError) {
    for relative in folders {
      do throws(StorageError) {
        let folder = try open(relative)
        for entry in try FolderEntries.all(in: folder) where entry.type == Int32(DT_LNK) || entry.type == Int32(DT_UNKNOWN) {
          let shown = "\(folder.path)/\(entry.name)"
          guard let status = try FileStatus.of(entry.name, in: folder, shown: shown), FileStatus.isLink(status) else { continue }
          throw StorageError(.link(role.rawValue), path: shown)
        }
      } catch {
        guard error.kind == .notFound || error.kind == .notAFolder else { throw error }
      }
    }
  }

  private func openSelf() throws(StorageError) -> OpenFile {
    do throws(StorageError) {
      return try OpenFile(path, Self.passing, doing: "opening the folder")
    } catch {
      // A store that was moved away while in use must not be created again, without its ledger.
      guard role == .store, error.kind == .notFound else { throw error }
      throw StorageError(.notFound, path: path, detail: "the store was removed or renamed while it was in use")
    }
  }

  private func names(in relative: String) throws(StorageError) -> [String] {
    let names = relative.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if names == [""] { return [] }
    guard names.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.utf8.contains(0) }) else {
      throw StorageError(.notBelow, path: path(of: relative))
    }
    return names
  }

  private func open(
    _ name: String, in folder: borrowing OpenFile, walked: String, making mode: mode_t?
  ) throws(StorageError) -> OpenFile {
    let shown = path(of: walked)
    do throws(StorageError) {
      return try OpenFile(name, in: folder, Self.passing | O_NOFOLLOW, shown: shown, doing: "opening the folder")
    } catch {
      if error.kind == .notFound, let mode {
        try make(name, in: folder, shown: shown, mode: mode)
        return try open(name, in: folder, walked: walked, making: nil)
      }
      throw try refusal(of: error, for: name, in: folder, shown: shown)
    }
  }

  private func make(_ name: String, in folder: borrowing OpenFile, shown: String, mode: mode_t) throws(StorageError) {
    do throws(StorageError) {
      let parent = folder.descriptor
      _ = try OpenFile.retrying(shown, "creating the folder") { unsafe mkdirat(parent, name, mode) }
    } catch {
      // Another process created it first.
      if error.kind == .alreadyExists { return }
      throw error
    }
    try Self.sync(folder)
  }

  /// Returns the same error, or one that states that a link is in the way.
  private func refusal(
    of error: StorageError, for name: String, in folder: borrowing OpenFile, shown: String
  ) throws(StorageError) -> StorageError {
    guard error.kind == .notAFolder || error.kind == .inputOutput(errno: ELOOP),
      let status = try FileStatus.of(name, in: folder, shown: shown), FileStatus.isLink(status)
    else { return error }
    return StorageError(.link(role.rawValue), path: shown)
  }

  /// Makes additions to and renamings in an open folder durable.
  static func sync(_ folder: borrowing OpenFile) throws(StorageError) {
    do throws(StorageError) {
      // Opened again, because a folder that was opened for passing only cannot be synced.
      let readable = try OpenFile(".", in: folder, O_RDONLY | O_DIRECTORY, shown: folder.path, doing: "opening the folder")
      try readable.sync()
    } catch {
      // Some file systems cannot sync a folder, and one may be writable without being readable: then nothing better is possible.
      guard error.kind == .inputOutput(errno: EINVAL) || error.kind == .permissionDenied else { throw error }
    }
  }
}

/// An open folder and the name of an existing or future entry in it.
struct ParentFolder: ~Copyable {
  let folder: OpenFile
  let name: String

  var path: String { "\(folder.path)/\(name)" }

  consuming func takeFolder() -> OpenFile { folder }
}
