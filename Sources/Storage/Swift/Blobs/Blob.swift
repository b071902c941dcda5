/// The contents of a stored file: what they must hash to, and their size in bytes.
package struct Blob: Hashable, Sendable {
  package let digest: Digest
  package let size: Int

  package init(digest: Digest, size: Int) {
    self.digest = digest
    self.size = size
  }
}

/// The beginning of an answer that ended early, kept as evidence.
package struct PartialBody: Hashable, Sendable {
  /// Relative to the store.
  package let name: String
  package let blob: Blob

  package init(name: String, blob: Blob) {
    self.name = name
    self.blob = blob
  }
}
