import Glibc

extension Digest {
  /// Computes the digest of a file, reading it in parts.
  /// - Returns: the digest, and the file's stamp from before the first byte was read.
  package static func ofFile(at path: String) throws(StorageError) -> (digest: Digest, stamp: FileStamp) {
    let file = try OpenFile(path, O_RDONLY, doing: "reading")
    let stamp = FileStamp(try file.status())
    var builder = DigestBuilder()
    try file.forEachPart { (part: Span<UInt8>) throws(StorageError) in builder.update(part) }
    return (builder.finish(), stamp)
  }
}

extension OpenFile {
  /// Calls `body` with one part after another until the end of the file; no part is empty.
  func forEachPart(_ body: (Span<UInt8>) throws(StorageError) -> Void) throws(StorageError) {
    var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    while true {
      let count = try read(into: &buffer)
      if count == 0 { return }
      try body(buffer.span.extracting(first: count))
    }
  }
}
