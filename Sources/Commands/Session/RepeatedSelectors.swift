import ArgumentParser

/// Joins the values of a selector that is repeated, such as `--only a --only b`: what the parser takes for a command line grows with the square
/// of its length, and a list of names may have thousands.
enum RepeatedSelectors {
  private static let options: Set<String> = ["--only", "--skip", "--refresh"]
  /// No argument of a process can hold one.
  private static let separator: Character = "\0"

  /// Returns the arguments with neighbouring values of one selector as one value; see ``split(_:)``. All others stay as they are, and so does
  /// what stands behind `--`.
  static func joined(_ arguments: [String]) -> [String] {
    var result: [String] = []
    var rest = arguments[...]
    while let option = rest.first, option != "--" {
      guard options.contains(option), let value = value(of: option, in: rest) else {
        result.append(option)
        rest = rest.dropFirst()
        continue
      }
      var values = [value]
      rest = rest.dropFirst(2)
      while let next = self.value(of: option, in: rest) {
        values.append(next)
        rest = rest.dropFirst(2)
      }
      result += [option, values.joined(separator: String(separator))]
    }
    return result + rest
  }

  /// Returns the value of an option that the arguments begin with, or `nil` if they begin with something else, or the parser would not take the
  /// next one for a value.
  private static func value(of option: String, in arguments: ArraySlice<String>) -> String? {
    guard arguments.first == option, let value = arguments.dropFirst().first, !value.hasPrefix("-") else { return nil }
    return value
  }

  /// Returns the values of a selector as they were given.
  static func split(_ value: String) -> [String] {
    value.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}

/// One value of a selector, or several that were joined.
struct SelectorArgument: ExpressibleByArgument {
  let texts: [String]

  init(_ texts: [String]) { self.texts = texts }

  init(argument: String) { self.init(RepeatedSelectors.split(argument)) }
}
