import Diagnostics
import ImageCore
import ImageOperations
import PipelineModel

/// What icons have in common.
enum IconSource {
  /// Says that an icon was enlarged.
  static func note(_ rendition: CollectedRendition, largest side: Int, in context: CollectContext) {
    guard rendition.size.longestSide < side else { return }
    context.note(
      "'\(rendition.rendition)' of '\(rendition.asset)' is \(rendition.size) and was enlarged; icons of up to \(side) pixels are made of it"
    )
  }
}

extension SettingsReader {
  /// A colour without transparency; white where the file is silent.
  mutating func colour(_ key: String, _ documentation: String) -> Colour {
    value(
      key, default: Colour.white, expected: "a colour name or six hexadecimal digits", documentation, show: { $0.description },
      parse: { text in Colour(text).flatMap { $0.isOpaque ? $0 : nil } })
  }
}

extension Colour {
  /// Six hexadecimal digits behind a `#`, without transparency.
  var web: String { "#" + digits }
}

extension PlannedRendition {
  /// What speaks against icons made of it: they are square, and a picture that is not would have bars.
  func iconProblem(at position: SourcePosition) -> Diagnostic? {
    guard let size, size.width != size.height else { return nil }
    return Diagnostic(
      "icon-not-square", "'\(rendition)' of '\(asset)' is \(size), and an icon is square", at: position,
      notes: [.init("give the rendition 'width' and 'height' alike, with 'fit: cover' or 'fit: pad'")])
  }
}
