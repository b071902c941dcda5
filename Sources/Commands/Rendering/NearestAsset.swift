import Diagnostics

/// The message about an asset that does not exist.
enum NearestAsset {
  /// The number of names that are searched for the one that was meant.
  private static let maximumCompared = 1_000

  static func missing(_ name: String, among names: [String]) -> String {
    let nearest = Suggestion.nearest(to: name, among: Array(names.prefix(maximumCompared)))
    return "there is no asset '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "; `aquatint plan FILE --details` lists them")
  }
}
