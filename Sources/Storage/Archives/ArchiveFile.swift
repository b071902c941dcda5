import Glibc

/// The target of an archive: a file that appears whole or not at all, or a stream.
struct ArchiveTarget: ~Copyable {
  private var file: TemporaryFile?
  private let stream: OpenFile?
  private let path: String

  /// - Parameter path: absolute; `-` for standard output.
  init(_ path: String) throws(StorageError) {
    self.path = path
    if path != "-" { try Self.requireArchiveOrNothing(at: path) }
    file = path == "-" ? nil : try TemporaryFile(in: Folder.parent(of: path), mode: 0o666, crashes: .none, at: .output)
    stream = path == "-" ? try OpenFile(duplicating: STDOUT_FILENO, name: "standard output") : nil
  }

  /// Refuses to replace a file that is no archive: a mistyped name must not destroy another file.
  private static func requireArchiveOrNothing(at path: String) throws(StorageError) {
    let (folder, name) = ConfinedFolder.holding(path)
    switch try folder.occupant(of: name) {
    case nil: return
    case .folder?: throw StorageError(.isAFolder, path: path)
    case .other?: break
    case .file?:
      if ArchiveLayout.isBeginning(try folder.beginning(of: name, count: 2 * TarHeader.block)) { return }
    }
    throw StorageError(.alreadyExists, path: path, detail: "not written by 'ledger export'; name another file")
  }

  mutating func write(_ bytes: Span<UInt8>) throws(StorageError) {
    if stream != nil {
      try stream?.write(bytes)
    } else {
      try file?.append(bytes)
    }
  }

  mutating func writeHeader(_ name: String, size: Int) throws(StorageError) {
    let header = TarHeader(name: name, size: size).encoded
    try write(header.span)
  }

  mutating func writePadding(after size: Int) throws(StorageError) {
    let zeros = [UInt8](repeating: 0, count: TarHeader.padding(after: size))
    try write(zeros.span)
  }

  mutating func writeEntry(_ name: String, _ bytes: [UInt8]) throws(StorageError) {
    try writeHeader(name, size: bytes.count)
    try write(bytes.span)
    try writePadding(after: bytes.count)
  }

  /// Ends the archive with two blocks of zeros.
  mutating func finish() throws(StorageError) {
    let end = [UInt8](repeating: 0, count: 2 * TarHeader.block)
    try write(end.span)
    if stream == nil { _ = try file?.commit(to: path) }
  }
}

/// The source of an archive, read from front to back.
struct ArchiveSource: ~Copyable {
  private let file: OpenFile
  /// In bytes.
  private let size: Int
  let name: String

  private static let partSize = 256 * 1024

  /// - Parameters:
  ///   - path: absolute; `-` for standard input.
  ///   - name: for people.
  init(_ path: String, name: String) throws(StorageError) {
    self.name = name
    let isStream = path == "-"
    let opened =
      isStream
      ? try OpenFile(duplicating: STDIN_FILENO, name: name) : try OpenFile(path, O_RDONLY | O_NONBLOCK, doing: "reading")
    let status = try opened.status()
    guard isStream || FileStatus.isRegularFile(status) else {
      throw StorageError(FileStatus.isFolder(status) ? .isAFolder : .notAFile, path: name)
    }
    size = isStream ? .max : Int(status.st_size)
    file = opened
  }

  /// Returns the bytes that are left.
  func remaining() throws(StorageError) -> Int {
    let place = try OpenFile.retrying(name, "reading") { lseek(file.descriptor, 0, SEEK_CUR) }
    return size - Int(place)
  }

  /// Reads the next header, or returns `nil` at the end of the archive.
  func nextHeader() throws(StorageError) -> TarHeader? {
    let bytes = try read(TarHeader.size)
    if bytes.allSatisfy({ $0 == 0 }) { return nil }
    guard let header = TarHeader(bytes) else { throw damaged("an entry's head is not one of ours") }
    return header
  }

  /// Passes the contents of an entry on in parts.
  func forEachPart(of header: TarHeader, _ body: (Span<UInt8>) throws(StorageError) -> Void) throws(StorageError) {
    var rest = header.size
    while rest > 0 {
      let part = try read(min(rest, Self.partSize))
      try body(part.span)
      rest -= part.count
    }
    _ = try read(TarHeader.padding(after: header.size))
  }

  /// Skips the contents of an entry.
  func skip(_ header: TarHeader) throws(StorageError) {
    let count = header.size + TarHeader.padding(after: header.size)
    _ = try OpenFile.retrying(name, "reading") { lseek(file.descriptor, off_t(count), SEEK_CUR) }
  }

  /// Reads all of an entry that is known to be small.
  func bytes(of header: TarHeader) throws(StorageError) -> [UInt8] {
    let bytes = try read(header.size)
    _ = try read(TarHeader.padding(after: header.size))
    return bytes
  }

  /// Passes everything up to the end of the stream on, as it comes.
  func forEachPartOfStream(_ body: (Span<UInt8>) throws(StorageError) -> Void) throws(StorageError) { try file.forEachPart(body) }

  private func damaged(_ reason: String) -> StorageError { StorageError(.damagedArchive, path: name, detail: reason) }

  private func read(_ count: Int) throws(StorageError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      var buffer = [UInt8](repeating: 0, count: count - bytes.count)
      let read = try file.read(into: &buffer)
      if read == 0 { throw damaged("it ends early") }
      bytes += buffer[..<read]
    }
    return bytes
  }
}
