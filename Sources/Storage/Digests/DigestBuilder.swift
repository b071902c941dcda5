import Crypto

/// Computes a digest from bytes that arrive in parts.
package struct DigestBuilder: Sendable {
  private var hash = SHA256()

  package init() {}

  package mutating func update(_ bytes: Span<UInt8>) {
    // The buffer is the span's own memory, used only inside the call.
    unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
  }

  package mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

  package mutating func update(utf8 text: String) { update(Array(text.utf8)) }

  /// The digest of everything so far; more may follow.
  package func finish() -> Digest {
    guard let digest = Digest(bytes: hash.finalize()) else { preconditionFailure("SHA-256 yields 32 bytes") }
    return digest
  }
}
