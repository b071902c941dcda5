import Glibc

/// A file of the user's that was written whole.
package struct WrittenFile: Hashable, Sendable {
  package let path: String
  package let blob: Blob
  /// The stamp of the file under its final name.
  package let stamp: FileStamp
}

extension ConfinedFolder {
  /// Creates a folder, and those above it up to this one, if they are missing. An existing one keeps its mode.
  package func createFolder(_ relative: String, mode: UInt32 = 0o777) throws(StorageError) {
    _ = try open(relative, making: mode)
  }

  /// Writes a file: a temporary file `.aquatint-*.tmp` in the same folder, made durable, then renamed. A file or link of that name is
  /// replaced, never followed. After an error the target is unchanged and no temporary file remains.
  /// - Parameter making: `true` to create missing folders.
  package func write(
    _ bytes: [UInt8], to relative: String, making: Bool = false, crashes: CrashPoints = .none
  ) throws(StorageError) -> WrittenFile {
    let parent = try openParent(of: relative, making: making ? 0o777 : nil)
    let name = parent.name
    var file = try TemporaryFile(in: parent.takeFolder(), mode: 0o666, crashes: crashes, at: .output)
    try file.append(bytes.span)
    let blob = file.blob
    let stamp = try file.commit(as: name)
    return WrittenFile(path: path(of: relative), blob: blob, stamp: stamp)
  }

  /// Appends a line in one write, which the file system keeps whole; creates a file that is missing.
  package func append(_ line: String, to relative: String) throws(StorageError) {
    let file = try openForAppending(relative, mode: 0o666)
    let bytes = Array((line + "\n").utf8)
    try file.write(bytes.span)
  }

  /// Finds out whether lines can be appended to a file; creates one that is missing.
  package func prepareAppending(to relative: String) throws(StorageError) { _ = try openForAppending(relative, mode: 0o666) }

  /// Opens a file for appending and reading; creates one that is missing.
  func openForAppending(_ relative: String, mode: mode_t) throws(StorageError) -> OpenFile {
    let parent = try openParent(of: relative)
    return try OpenFile(
      parent.name, in: parent.folder, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, mode: mode, shown: path(of: relative), doing: "writing")
  }

  /// Removes a file or a link; a missing one is no error.
  package func remove(_ relative: String) throws(StorageError) {
    try ignoring(.notFound) { () throws(StorageError) in
      let parent = try openParent(of: relative)
      try Self.unlink(parent.name, in: parent.folder)
    }
  }

  /// Removes a file if its contents are those; anything else stays.
  /// - Parameter beforeRemoval: called when it is certain that the file will be removed.
  /// - Returns: `true` if the file is gone, or was before.
  package func remove(
    _ relative: String, ifIts digest: Digest?, beforeRemoval: () -> Void = {}
  ) throws(StorageError) -> Removal {
    do throws(StorageError) {
      let parent = try openParent(of: relative)
      let file = try OpenFile(
        parent.name, in: parent.folder, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, shown: path(of: relative), doing: "reading")
      guard FileStatus.isRegularFile(try file.status()) else { return .kept }
      var builder = DigestBuilder()
      try file.forEachPart { (part: Span<UInt8>) throws(StorageError) in builder.update(part) }
      guard builder.finish() == digest else { return .kept }
      beforeRemoval()
      try Self.unlink(parent.name, in: parent.folder)
      return .removed
    } catch {
      if error.kind == .notFound { return .wasGone }
      if error.kind == .inputOutput(errno: ELOOP) { return .kept }
      throw error
    }
  }

  package enum Removal: Sendable {
    case removed
    case wasGone
    case kept
  }

  /// Removes an empty folder; one that is not empty stays.
  package func removeEmptyFolder(_ relative: String) throws(StorageError) {
    do throws(StorageError) {
      let parent = try openParent(of: relative)
      let (descriptor, name) = (parent.folder.descriptor, parent.name)
      _ = try OpenFile.retrying(parent.path, "removing") { unsafe unlinkat(descriptor, name, AT_REMOVEDIR) }
    } catch {
      switch error.kind {
      case .notFound, .alreadyExists, .notAFolder, .inputOutput(errno: ENOTEMPTY): return
      default: throw error
      }
    }
  }

  /// Removes a folder and everything in it. Links in it are removed themselves; their targets stay.
  package func removeTree(_ relative: String) throws(StorageError) {
    let parent = try openParent(of: relative)
    try Self.removeContents(of: open(relative))
    let (descriptor, name) = (parent.folder.descriptor, parent.name)
    _ = try OpenFile.retrying(parent.path, "removing") { unsafe unlinkat(descriptor, name, AT_REMOVEDIR) }
  }

  // MARK: in an open folder

  private static func removeContents(of folder: borrowing OpenFile) throws(StorageError) {
    let descriptor = folder.descriptor
    for entry in try FolderEntries.all(in: folder) {
      let shown = "\(folder.path)/\(entry.name)"
      guard let status = try FileStatus.of(entry.name, in: folder, shown: shown) else { continue }
      guard FileStatus.isFolder(status) else {
        try unlink(entry.name, in: folder)
        continue
      }
      // Never through a link that has replaced the folder since.
      try removeContents(
        of: OpenFile(entry.name, in: folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, shown: shown, doing: "opening the folder"))
      _ = try OpenFile.retrying(shown, "removing") { unsafe unlinkat(descriptor, entry.name, AT_REMOVEDIR) }
    }
  }

  static func unlink(_ name: String, in folder: borrowing OpenFile) throws(StorageError) {
    let descriptor = folder.descriptor
    _ = try OpenFile.retrying("\(folder.path)/\(name)", "removing") { unsafe unlinkat(descriptor, name, 0) }
  }

  static func rename(
    _ name: String, in folder: borrowing OpenFile, to target: String, in other: borrowing OpenFile
  ) throws(StorageError) {
    let (from, to) = (folder.descriptor, other.descriptor)
    _ = try OpenFile.retrying("\(other.path)/\(target)", "renaming to") { unsafe renameat(from, name, to, target) }
  }

  /// Gives a file a second name, unless that is in use.
  static func link(
    _ name: String, in folder: borrowing OpenFile, to target: String, in other: borrowing OpenFile
  ) throws(StorageError) -> FileNames.Linking {
    let (from, to) = (folder.descriptor, other.descriptor)
    do throws(StorageError) {
      _ = try OpenFile.retrying("\(other.path)/\(target)", "linking to") { unsafe linkat(from, name, to, target, 0) }
      return .linked
    } catch {
      switch error.kind {
      case .alreadyExists: return .taken
      case .permissionDenied, .inputOutput(errno: EOPNOTSUPP), .inputOutput(errno: EMLINK), .inputOutput(errno: ENOSYS): return .unsupported
      default: throw error
      }
    }
  }

  private func ignoring(_ kind: StorageError.Kind, _ body: () throws(StorageError) -> Void) throws(StorageError) {
    do throws(StorageError) {
      try body()
    } catch {
      guard error.kind == kind else { throw error }
    }
  }
}
