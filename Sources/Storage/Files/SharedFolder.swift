import Glibc

/// A folder that all machines see, such as one of a network file system.
package struct SharedFolder: SharedStorage {
  private let folder: ConfinedFolder

  package var path: String { folder.path }

  /// Opens a folder.
  /// - Parameters:
  ///   - path: absolute.
  ///   - creates: `true` to create a missing one if the folder above it is there: a file system that is not mounted must not be taken for
  ///     an empty folder.
  package init(opening path: String, creates: Bool = false) throws(StorageError) {
    folder = ConfinedFolder(path, role: .shared)
    guard let status = try FileStatus.of(path) else {
      guard creates, try FileStatus.of(Folder.parent(of: path)) != nil else { throw StorageError(.notFound, path: path) }
      try Folder.create(at: path)
      return
    }
    guard FileStatus.isFolder(status) else { throw StorageError(.notAFolder, path: path) }
    _ = try FolderEntries.all(in: path)
  }

  package func create(_ name: String, _ contents: [UInt8]) async throws(StorageError) -> SharedCreation {
    let parent = try folder.openParent(of: name, making: 0o777)
    let shown = folder.path(of: name)
    if try FileStatus.of(parent.name, in: parent.folder, shown: shown) != nil { return .taken }
    let provisional = TemporaryFile.randomName()
    let file = try OpenFile(
      provisional, in: parent.folder, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o666, shown: shown, doing: "creating")
    let descriptor = parent.folder.descriptor
    // A file that cannot be removed here is ignored by its name. The name is passed as a copy that outlives the call.
    defer { _ = unsafe unlinkat(descriptor, provisional, 0) }
    try file.write(contents.span)
    try file.sync()
    let linking: FileNames.Linking
    do throws(StorageError) {
      linking = try ConfinedFolder.link(provisional, in: parent.folder, to: parent.name, in: parent.folder)
    } catch {
      guard try Self.hasSecondName(file) else { throw error }
      try ConfinedFolder.sync(parent.folder)
      return .created
    }
    // A server may have linked it and its answer been lost, so that the repetition of the request failed.
    let isOurs = try linking == .linked ? true : Self.hasSecondName(file)
    if isOurs {
      try ConfinedFolder.sync(parent.folder)
      return .created
    }
    guard linking == .taken else {
      throw StorageError(.inputOutput(errno: EOPNOTSUPP), path: shown, detail: "linking; --shared needs a file system with hard links")
    }
    return .taken
  }

  private static func hasSecondName(_ file: borrowing OpenFile) throws(StorageError) -> Bool { try file.status().st_nlink > 1 }

  package func read(_ name: String, limit: Int) async throws(StorageError) -> [UInt8]? {
    try ifPresent { () throws(StorageError) in try folder.read(name, limit: limit) }
  }

  package func size(of name: String) async throws(StorageError) -> Int? {
    if case .file(let stamp)? = try folder.occupant(of: name) { return stamp.size }
    guard try FileStatus.of(folder.path) != nil else { throw StorageError(.notFound, path: folder.path) }
    return nil
  }

  package func names(startingWith prefix: String) async throws(StorageError) -> [String] {
    let above = prefix.lastIndex(of: "/").map { String(prefix[..<$0]) } ?? ""
    var found: [String] = []
    try collect(above, startingWith: prefix, into: &found)
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func collect(_ relative: String, startingWith prefix: String, into found: inout [String]) throws(StorageError) {
    let entries = try ifPresent { () throws(StorageError) in try FolderEntries.all(in: folder.open(relative)) }
    for entry in entries ?? [] {
      let name = relative.isEmpty ? entry.name : "\(relative)/\(entry.name)"
      guard !TemporaryFile.isName(entry.name), name.hasPrefix(prefix) || prefix.hasPrefix(name + "/") else { continue }
      switch Int(entry.type) {
      case DT_REG: found.append(name)
      case DT_DIR: try collect(name, startingWith: prefix, into: &found)
      case DT_UNKNOWN:
        switch try folder.occupant(of: name) {
        case .file?: found.append(name)
        case .folder?: try collect(name, startingWith: prefix, into: &found)
        case .other?, nil: continue
        }
      default: continue
      }
    }
  }

  /// Runs `body`; a missing file is no error unless the whole folder is gone.
  private func ifPresent<Value>(_ body: () throws(StorageError) -> Value) throws(StorageError) -> Value? {
    do throws(StorageError) {
      return try body()
    } catch {
      guard error.kind == .notFound || error.kind == .notAFolder, try FileStatus.of(folder.path) != nil else { throw error }
      return nil
    }
  }
}
