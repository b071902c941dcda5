import Diagnostics
import PipelineModel

/// A changed field as one line: its old and its new value.
struct PlanChangeText {
  let change: PlannedChange

  /// The length of each side, in characters.
  private static let maximumShown = 60
  /// The length that is kept of a common beginning, in characters.
  private static let context = 16

  var line: String {
    let (before, after) = shortened(change.before.map(Self.shown), change.after.map(Self.shown))
    return "\(change.field): \(before) -> \(after)"
  }

  /// Returns a value on one line; a digest by its beginning.
  private static func shown(_ value: String) -> String {
    if value.utf8.count == 64, value.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) {
      return "\(value.prefix(8))…"
    }
    return PrintableText.line(ListText.shown(value))
  }

  /// Returns both sides cut to their difference.
  private func shortened(_ before: String?, _ after: String?) -> (String, String) {
    guard let before, let after else { return (Self.cut(before), Self.cut(after)) }
    let (old, new) = (Array(before), Array(after))
    guard max(old.count, new.count) > Self.maximumShown else { return (before, after) }
    let common = zip(old, new).prefix { $0 == $1 }.count
    var skipped = common > Self.context ? common - Self.context : 0
    // From the beginning of a word on, if one is near.
    if skipped > 0, let space = old[skipped..<common].firstIndex(of: " ") { skipped = space + 1 }
    func window(_ text: [Character]) -> String { (skipped > 0 ? "…" : "") + Self.cut(String(text.dropFirst(skipped))) }
    return (window(old), window(new))
  }

  private static func cut(_ text: String?) -> String {
    guard let text else { return "not given" }
    guard text.count > maximumShown else { return text }
    let shown = text.prefix(maximumShown)
    let isWhole = text.dropFirst(maximumShown).first == " "
    // At the end of a word, if that is near.
    guard !isWhole, let space = shown.lastIndex(of: " "), shown.distance(from: space, to: shown.endIndex) <= context else {
      return shown + "…"
    }
    return shown[..<space] + "…"
  }
}
