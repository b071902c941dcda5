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

  /// The place of a field among the bytes: its name with its length, then its value.
  private struct Field {
    let start: Int
    let nameEnd: Int
    let end: Int
  }

  private static let lengthSize = 8

  /// The header, then the fields in the order in which they came: one buffer, because a plan builds a hundred thousand keys.
  private var bytes: [UInt8] = []
  private let headerEnd: Int
  private var fields: [Field] = []

  package init(_ domain: String, version: Int) {
    bytes.reserveCapacity(512)
    Self.append(domain, to: &bytes)
    Self.append(version, to: &bytes)
    headerEnd = bytes.count
  }

  package mutating func add(_ name: String, _ value: String) { add(name, .text) { Self.append(value, to: &$0) } }
  package mutating func add(_ name: String, _ value: Int) { add(name, .integer) { Self.append(value, to: &$0) } }
  package mutating func add(_ name: String, _ value: Bool) { add(name, .boolean) { $0.append(value ? 1 : 0) } }
  package mutating func add(_ name: String, _ value: Digest) { add(name, .digest) { value.append(to: &$0) } }

  /// Adds a text or none; `nil` differs from every text, the empty one included.
  package mutating func add(_ name: String, _ value: String?) {
    if let value { add(name, value) } else { add(name, .none) { _ in } }
  }

  package mutating func add(_ name: String, _ value: Int?) {
    if let value { add(name, value) } else { add(name, .none) { _ in } }
  }

  /// Adds a list; its order counts.
  package mutating func add(_ name: String, _ values: [String]) {
    add(name, .texts) { bytes in
      Self.append(values.count, to: &bytes)
      for value in values { Self.append(value, to: &bytes) }
    }
  }

  /// Adds a list; its order counts.
  package mutating func add(_ name: String, _ values: [Digest]) {
    add(name, .digests) { bytes in
      Self.append(values.count, to: &bytes)
      for value in values { value.append(to: &bytes) }
    }
  }

  package func digest() -> Digest { Digest.of(encoded(until: nil)) }

  /// Returns a template for many keys that differ in one field only, which holds a digest. It must not be among those that were added.
  package func template(varying name: String) -> KeyTemplate {
    var whole = self
    whole.add(name, Digest.of([]))
    guard let index = whole.sortedFields.firstIndex(where: { whole.name(of: $0).elementsEqual(name.utf8) }) else {
      preconditionFailure("the field was added just now")
    }
    let field = whole.sortedFields[index]
    let before = whole.encoded(until: index) + whole.bytes[field.start..<field.nameEnd] + [Tag.digest.rawValue]
    let all = whole.encoded(until: nil)
    return KeyTemplate(before: before, after: Array(all[(before.count + 32)...]))
  }

  /// Returns the encoding up to the field at `index` of the sorted ones; all of it for `nil`.
  private func encoded(until index: Int?) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(bytes.count + Self.lengthSize)
    encoded += bytes[..<headerEnd]
    Self.append(fields.count, to: &encoded)
    for field in sortedFields[..<(index ?? fields.count)] { encoded += bytes[field.start..<field.end] }
    return encoded
  }

  private var sortedFields: [Field] {
    let sorted = fields.sorted { precedes($0, $1) }
    for (one, next) in zip(sorted, sorted.dropFirst()) {
      precondition(precedes(one, next), "a key has each field once: \(String(decoding: name(of: one), as: UTF8.self))")
    }
    return sorted
  }

  private func name(of field: Field) -> ArraySlice<UInt8> { bytes[(field.start + Self.lengthSize)..<field.nameEnd] }

  /// Compares the bytes of the names.
  private func precedes(_ one: Field, _ other: Field) -> Bool {
    var (left, right) = (one.start + Self.lengthSize, other.start + Self.lengthSize)
    while left < one.nameEnd, right < other.nameEnd {
      if bytes[left] != bytes[right] { return bytes[left] < bytes[right] }
      left += 1
      right += 1
    }
    return one.nameEnd - left < other.nameEnd - right
  }

  private mutating func add(_ name: String, _ tag: Tag, _ payload: (inout [UInt8]) -> Void) {
    let start = bytes.count
    Self.append(name, to: &bytes)
    let nameEnd = bytes.count
    bytes.append(tag.rawValue)
    payload(&bytes)
    fields.append(Field(start: start, nameEnd: nameEnd, end: bytes.count))
  }

  /// Appends eight bytes, most significant first, two's complement.
  private static func append(_ value: Int, to bytes: inout [UInt8]) {
    for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: Int64(value) >> Int64(shift))) }
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    append(text.utf8.count, to: &bytes)
    bytes.append(contentsOf: text.utf8)
  }
}

/// A key of which all but one digest is known.
package struct KeyTemplate: Sendable {
  let before: [UInt8]
  let after: [UInt8]

  package func digest(_ value: Digest) -> Digest {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(before.count + 32 + after.count)
    encoded += before
    value.append(to: &encoded)
    encoded += after
    return Digest.of(encoded)
  }
}
