import Diagnostics
import PipelineEngine

/// A changed field as one line: what it was, and what it is now.
struct PlanChangeText {
  let change: PlannedChange

  /// Of each side, in characters.
  private static let mostShown = 60
  /// What is kept of a beginning that both have in common, in characters.
  private static let context = 16

  var line: String {
    let (before, after) = shortened(change.before.map(Self.shown), change.after.map(Self.shown))
    return "\(change.field): \(before) -> \(after)"
  }

  /// A setting's value as files write it.
  static func known(_ value: String) -> String { ListText.split(value).map { "[\($0.joined(separator: ", "))]" } ?? value }

  /// The same on one line; a digest by its beginning.
  private static func shown(_ value: String) -> String {
    if value.utf8.count == 64, value.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) {
      return "\(value.prefix(8))…"
    }
    return PrintableText.line(known(value))
  }

  /// Both sides cut to where they differ.
  private func shortened(_ before: String?, _ after: String?) -> (String, String) {
    guard let before, let after else { return (Self.cut(before), Self.cut(after)) }
    let (old, new) = (Array(before), Array(after))
    guard max(old.count, new.count) > Self.mostShown else { return (before, after) }
    let common = zip(old, new).prefix { $0 == $1 }.count
    let skipped = common > Self.context ? common - Self.context : 0
    func window(_ text: [Character]) -> String {
      let shown = text.dropFirst(skipped)
      return (skipped > 0 ? "…" : "") + shown.prefix(Self.mostShown) + (shown.count > Self.mostShown ? "…" : "")
    }
    return (window(old), window(new))
  }

  private static func cut(_ text: String?) -> String {
    guard let text else { return "not given" }
    return text.count > mostShown ? text.prefix(mostShown) + "…" : text
  }
}
