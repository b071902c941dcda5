import Diagnostics

/// An asset that is not there.
enum NearestAsset {
  /// The names among which the one that was meant is looked for.
  private static let mostCompared = 1_000

  static func missing(_ name: String, among names: [String]) -> String {
    let nearest = Suggestion.nearest(to: name, among: Array(names.prefix(mostCompared)))
    return "there is no asset '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "; `aquatint plan FILE --details` lists them")
  }
}
