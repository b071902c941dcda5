import Glibc

/// The requests of a job on their way to a gateway, a line each: `jobs/<name>.jsonl`. The file goes once they are sent, or never will be.
package actor JobSpool {
  package nonisolated let name: String
  private let store: String
  private let crashes: CrashPoints
  /// Bytes so far.
  package private(set) var size = 0
  /// Lines so far.
  package private(set) var count = 0

  init(name: String, store: Store) throws(StorageError) {
    self.name = name
    self.store = store.path
    crashes = store.crashes
    try Folder.create(Self.folder, inStore: store.path)
  }

  static let folder = "jobs"
  private static let suffix = ".jsonl"

  /// Adds a line, with its line break.
  package func append(_ line: [UInt8]) throws(StorageError) {
    let file = try ConfinedFolder(store, role: .store).openForAppending("\(Self.folder)/\(name)\(Self.suffix)", mode: 0o600)
    try file.write(line.span)
    size += line.count
    count += 1
  }

  /// Ends the writing.
  package func finish() { crashes.pass(.jobWritten) }

  /// Returns so many bytes from an offset on.
  package func read(_ count: Int, at offset: Int) throws(StorageError) -> [UInt8] {
    let file = try OpenFile("\(store)/\(Self.folder)/\(name)\(Self.suffix)", O_RDONLY | O_NOFOLLOW, doing: "reading")
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = try OpenFile.retrying(file.path, "reading") {
        // Behind what is filled, and not beyond the buffer's own end.
        unsafe bytes.withUnsafeMutableBytes {
          unsafe pread(file.descriptor, $0.baseAddress?.advanced(by: filled), $0.count - filled, off_t(offset + filled))
        }
      }
      guard read > 0 else { throw StorageError(.notFound, path: file.path) }
      filled += read
    }
    return bytes
  }

  package func remove() throws(StorageError) {
    let relative = "\(Self.folder)/\(name)\(Self.suffix)"
    try ConfinedFolder(store, role: .store).remove(relative)
  }
}

extension Store {
  /// Begins the file of a job.
  /// - Parameter number: of the job among those of the run, from 1.
  package func makeSpool(of run: RunID, number: Int) throws(StorageError) -> JobSpool {
    if isReadOnly { throw StorageError(.readOnlyStore, path: path) }
    return try JobSpool(name: "aquatint-\(run)-\(number)", store: self)
  }

  /// Removes the files of jobs whose run no longer lives.
  package func removeDeadSpools() throws(StorageError) {
    let folder = "\(path)/\(JobSpool.folder)"
    guard try FileStamp.of(folder) != nil else { return }
    for name in try Folder.names(in: folder) {
      let parts = name.split(separator: "-")
      guard parts.count == 3, parts[0] == "aquatint", let run = RunID(String(parts[1])), try !isRunning(run) else { continue }
      let relative = "\(JobSpool.folder)/\(name)"
      try ConfinedFolder(path, role: .store).remove(relative)
    }
  }
}
