import CNettleLibrary

/// Computes a SHA-256 digest from bytes that arrive in parts.
///
/// It uses Nettle, which is small, uses the processor's own instructions, and is available as a package. swift-crypto would bring a second
/// BoringSSL beside that of the HTTP client, and compiling it is a seventh of a clean debug build.
package struct DigestBuilder: Sendable {
  private var context = sha256_ctx()

  package init() {
    // Fills the one context.
    unsafe nettle_sha256_init(&context)
  }

  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      // As many bytes as the span has, read only inside the call.
      unsafe nettle_sha256_update(&context, buffer.count, start)
    }
  }

  package mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

  package mutating func update(utf8 text: String) { update(Array(text.utf8)) }

  /// Returns the digest of everything so far; more may follow.
  package func finish() -> Digest {
    // Nettle ends and empties the context that it is given.
    var ending = context
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_SIZE)) { buffer, count in
      // The capacity is the count of the written bytes.
      unsafe nettle_sha256_digest(&ending, Int(SHA256_DIGEST_SIZE), buffer.baseAddress)
      count = Int(SHA256_DIGEST_SIZE)
    }
    guard let digest = Digest(bytes: bytes) else { preconditionFailure("SHA-256 yields 32 bytes") }
    return digest
  }
}
