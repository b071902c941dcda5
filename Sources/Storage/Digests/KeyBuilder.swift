/// Builds the key of an exchange or of a local result from named fields.
///
/// The encoding is unambiguous: every name and text carries its length, every value its type, every list its count, and fields stand in the
/// order of their names, so moving a line in the code that builds a key cannot cause a paid call. The encoding must never change: a changed
/// key means that everything is paid for again. A different meaning gets a different `domain` or `version`.
package struct KeyBuilder: Sendable {
  private enum Tag: UInt8 {
    case none = 0
    case text = 1
    case integer = 2
    case boolean = 3
    case digest = 4
    case texts = 5
    case digests = 6
  }

  private let header: [UInt8]
  private var fields: [String: [UInt8]] = [:]

  package init(_ domain: String, version: Int) {
    header = Self.encoded(domain) + Self.encoded(version)
  }

  package mutating func add(_ name: String, _ value: String) { set(name, .text, Self.encoded(value)) }
  package mutating func add(_ name: String, _ value: Int) { set(name, .integer, Self.encoded(value)) }
  package mutating func add(_ name: String, _ value: Bool) { set(name, .boolean, [value ? 1 : 0]) }
  package mutating func add(_ name: String, _ value: Digest) { set(name, .digest, value.bytes) }

  /// `nil` differs from every text, the empty one included.
  package mutating func add(_ name: String, _ value: String?) {
    if let value { add(name, value) } else { set(name, .none, []) }
  }

  package mutating func add(_ name: String, _ value: Int?) {
    if let value { add(name, value) } else { set(name, .none, []) }
  }

  /// The order of the list counts.
  package mutating func add(_ name: String, _ values: [String]) {
    set(name, .texts, Self.encoded(values.count) + values.flatMap { Self.encoded($0) })
  }

  /// The order of the list counts.
  package mutating func add(_ name: String, _ values: [Digest]) {
    set(name, .digests, Self.encoded(values.count) + values.flatMap(\.bytes))
  }

  package func digest() -> Digest {
    var builder = DigestBuilder()
    builder.update(header)
    builder.update(Self.encoded(fields.count))
    for (name, value) in fields.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      builder.update(Self.encoded(name))
      builder.update(value)
    }
    return builder.finish()
  }

  private mutating func set(_ name: String, _ tag: Tag, _ payload: [UInt8]) {
    precondition(fields.updateValue([tag.rawValue] + payload, forKey: name) == nil, "a key has each field once: \(name)")
  }

  /// Eight bytes, most significant first, two's complement.
  private static func encoded(_ value: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: Int64(value) >> Int64(56 - 8 * $0)) }
  }

  private static func encoded(_ text: String) -> [UInt8] { encoded(text.utf8.count) + Array(text.utf8) }
}
