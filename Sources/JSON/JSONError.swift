/// The reason why bytes hold no JSON value.
package enum JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes are not JSON; `offset` is the number of bytes before the place.
  case malformed(Fault, offset: Int)
  case unreadable(UnreadableBody)

  package var description: String {
    switch self {
    case .malformed(let fault, let offset): "\(fault) at byte \(offset)"
    case .unreadable(let error): error.cause
    }
  }

  /// A fault in the bytes.
  package enum Fault: Hashable, Sendable, CustomStringConvertible {
    case endsEarly, noValue, trailing, tooDeep, tooManyValues
    case openString, tooManyStrings, controlCharacter, unknownEscape
    case elementWithoutComma, memberWithoutComma, memberWithoutName, memberWithoutColon
    case invalidNumber
    /// A value of another kind than the caller expects.
    case otherKind
    /// A value out of the range that the caller allows, or a member that is missing.
    case outOfRange, missingMember
    /// A number that is not an integer, or that does not fit in an `Int`.
    case notAnInteger

    package var description: String {
      switch self {
      case .endsEarly: "the text ends too early"
      case .noValue: "no value begins like this"
      case .trailing: "something follows the value"
      case .tooDeep: "nested too deep"
      case .tooManyValues: "too many values"
      case .openString: "a string does not end"
      case .tooManyStrings: "too many strings"
      case .controlCharacter: "a control character stands in a string"
      case .unknownEscape: "no escape is written like this"
      case .elementWithoutComma: "a list goes on with a comma"
      case .memberWithoutComma: "an object goes on with a comma"
      case .memberWithoutName: "a member begins with its name"
      case .memberWithoutColon: "a colon follows a name"
      case .invalidNumber: "no number is written like this"
      case .otherKind: "a value of another kind belongs here"
      case .outOfRange: "a value is not one of those that belong here"
      case .missingMember: "a member is missing"
      case .notAnInteger: "a whole number that fits belongs here"
      }
    }
  }
}

/// The leniency and the limits of a reader.
package struct JSONRules: Sendable {
  /// Containers nested inside each other.
  package var maximumDepth = 128
  package var maximumValues = 100_000
  /// The longest string of a file, in bytes, that is held in memory.
  package var heldString = 64 << 10
  /// The bytes that all held strings of a file may take together.
  package var heldStrings = 8 << 20
  /// Indicates whether numbers, escapes and white space must conform to RFC 8259.
  package var isStrict = true
  /// Indicates whether control characters may stand in strings as they are.
  package var allowsControlCharacters = false

  /// For gateways' answers, which are untrusted; no answer has as many words as the limits allow.
  package static let answer: JSONRules = {
    var rules = JSONRules()
    rules.isStrict = false
    rules.allowsControlCharacters = true
    return rules
  }()

  /// For requests to the emulator, and for files that people write for it.
  package static let request: JSONRules = {
    var rules = JSONRules()
    rules.allowsControlCharacters = true
    return rules
  }()

  /// For this program's own files; the number of values is bounded by the size of the file.
  package static let record: JSONRules = {
    var rules = JSONRules()
    rules.maximumValues = .max
    return rules
  }()
}
