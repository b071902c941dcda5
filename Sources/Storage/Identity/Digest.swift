import CNettleLibrary

/// A SHA-256 digest.
package struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
  // Four words instead of an array: comparing and hashing ten thousand keys must not chase pointers.
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64

  /// Reads 32 bytes, most significant first, or returns `nil` for any other count.
  init?(bytes: some Sequence<UInt8>) {
    var words = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    var count = 0
    for byte in bytes {
      switch count / 8 {
      case 0: words.0 = words.0 << 8 | UInt64(byte)
      case 1: words.1 = words.1 << 8 | UInt64(byte)
      case 2: words.2 = words.2 << 8 | UInt64(byte)
      case 3: words.3 = words.3 << 8 | UInt64(byte)
      default: return nil
      }
      count += 1
    }
    guard count == 32 else { return nil }
    (first, second, third, fourth) = words
  }

  /// Reads exactly 64 lowercase hexadecimal digits.
  package init?(hex: String) {
    var words = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    var count = 0
    for character in hex.utf8 {
      let digit: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
      default: return nil
      }
      switch count / 16 {
      case 0: words.0 = words.0 << 4 | UInt64(digit)
      case 1: words.1 = words.1 << 4 | UInt64(digit)
      case 2: words.2 = words.2 << 4 | UInt64(digit)
      case 3: words.3 = words.3 << 4 | UInt64(digit)
      default: return nil
      }
      count += 1
    }
    guard count == 64 else { return nil }
    (first, second, third, fourth) = words
  }

  package static func of(_ bytes: Span<UInt8>) -> Digest {
    var builder = DigestBuilder()
    builder.update(bytes)
    return builder.finish()
  }

  package static func of(_ bytes: [UInt8]) -> Digest { of(bytes.span) }

  package static func of(utf8 text: String) -> Digest { of(Array(text.utf8)) }

  /// 32 bytes, most significant first.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  /// Adds its 32 bytes, most significant first.
  func append(to bytes: inout [UInt8]) {
    append(first, to: &bytes)
    append(second, to: &bytes)
    append(third, to: &bytes)
    append(fourth, to: &bytes)
  }

  private func append(_ word: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
  }

  /// 64 lowercase hexadecimal digits.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for word in [first, second, third, fourth] {
      for shift in stride(from: 60, through: 0, by: -4) { text.append(digits[Int(word >> UInt64(shift) & 15)]) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  package var description: String { hex }

  package static func < (left: Digest, right: Digest) -> Bool {
    (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
  }
}

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
