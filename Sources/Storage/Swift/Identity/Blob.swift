/// The contents of a stored file: their digest, and their size in bytes.
package struct Blob: Hashable, Sendable {
  package let digest: Digest
  package let size: Int

  package init(digest: Digest, size: Int) {
    self.digest = digest
    self.size = size
  }
}
