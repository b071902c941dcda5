/// Why there is no JSON value.
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

  /// What is wrong with the bytes.
  package enum Fault: Hashable, Sendable, CustomStringConvertible {
    case endsEarly, noValue, trailing, tooDeep, tooManyValues
    case openString, tooManyStrings, controlCharacter, unknownEscape
    case elementWithoutComma, memberWithoutComma, memberWithoutName, memberWithoutColon
    case invalidNumber
    /// A value of another kind than the reader's caller knows to be there.
    case otherKind
    /// A value that the reader's caller knows to be wrong, or misses.
    case outOfRange, missingMember
    /// A number that is no whole one, or does not fit.
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

/// What a reader tolerates, and its limits.
package struct JSONRules: Sendable {
  /// Containers inside each other.
  package var maximumDepth = 128
  package var maximumValues = 100_000
  /// Bytes of a file's string up to which it is held.
  package var heldString = 64 << 10
  /// Bytes that all held strings of a file may take.
  package var heldStrings = 8 << 20
  /// Whether numbers, escapes and white space have to be as RFC 8259 has them.
  package var isStrict = true
  /// Whether control characters may stand in strings as they are.
  package var allowsControlCharacters = false

  /// For gateways' answers, which nobody vouches for; no answer has as many words as the limits allow.
  package static let answer: JSONRules = {
    var rules = JSONRules()
    rules.isStrict = false
    rules.allowsControlCharacters = true
    return rules
  }()

  /// For what is sent to the emulator, and for files that people write for it.
  package static let request: JSONRules = {
    var rules = JSONRules()
    rules.allowsControlCharacters = true
    return rules
  }()

  /// For what this program wrote; the number of values is bounded by the size of the file.
  package static let record: JSONRules = {
    var rules = JSONRules()
    rules.maximumValues = .max
    return rules
  }()
}
