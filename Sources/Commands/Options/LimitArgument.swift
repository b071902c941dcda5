import ArgumentParser
import ImageCore

/// A limit on pictures on the command line, such as `pixels=500000000`.
struct LimitArgument: ExpressibleByArgument {
  let setting: DecodeLimits.Setting
  let value: Int

  init?(argument: String) {
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, let setting = DecodeLimits.settings.first(where: { $0.name == parts[0] }),
      let value = Int(parts[1]), DecodeLimits.range.contains(value)
    else { return nil }
    self.setting = setting
    self.value = value
  }

  /// The values that help lists; `N` stands for any number in the range.
  static var allValueStrings: [String] { DecodeLimits.settings.map { "\($0.name)=N" } }
}

extension [LimitArgument] {
  /// The usual limits with these in their place.
  var decodeLimits: DecodeLimits { reduce(into: .standard) { $0[keyPath: $1.setting.path] = $1.value } }
}
