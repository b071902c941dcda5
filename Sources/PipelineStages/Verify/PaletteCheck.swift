import Diagnostics
import ImageOperations

/// The colours that a picture is to consist of.
struct PaletteCheck: Hashable, Sendable {
  let colours: [Colour]
  /// The largest difference that is none, in tenths of CIEDE2000.
  private let tenths: Int

  var within: Double { Double(tenths) / 10 }
  var withinText: String { tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)" }

  private static let standardTenths = 50
  private static let maximumTenths = 1000

  /// Nil where the file names no palette, or none that can be read; the latter is reported.
  init?(in settings: inout SettingsReader) {
    var description = SettingsReader(nil, subject: "palette")
    _ = Self.read(&description)
    let node = settings.node(
      "palette", kind: .settings(description.finish().descriptions), "The colours that 95% of the pixels have to be near to.")
    guard let node else { return nil }
    guard let list = node["colours"] else {
      settings.report(
        Diagnostic(
          .wrongType,
          "\(node.scalar.map { "'\($0.text)'" } ?? node.kindName) is not valid for 'palette'; expected {colours: […], within: 5}",
          at: node.position))
      return nil
    }
    var inner = SettingsReader(node, subject: "palette")
    let (colours, tenths) = Self.read(&inner)
    let mistakes = inner.finish().diagnostics
    for diagnostic in mistakes { settings.report(diagnostic) }
    if colours.isEmpty, mistakes.isEmpty {
      settings.report(Diagnostic(.invalidValue, "'colours' is empty; a palette has one colour at least", at: list.position))
    }
    guard !colours.isEmpty else { return nil }
    self.colours = colours
    self.tenths = tenths
  }

  private static func read(_ reader: inout SettingsReader) -> (colours: [Colour], tenths: Int) {
    let colours = reader.list(
      "colours", default: [Colour](), expected: "a colour name or six hexadecimal digits", "The palette's colours.",
      show: { $0.description }, parse: { text in Colour(text).flatMap { $0.isOpaque ? $0 : nil } })
    let tenths = reader.value(
      "within", default: standardTenths, expected: "a difference from 0 to 100 such as 5 or 2.5",
      "How far a pixel may be off the nearest of them, in CIEDE2000.", show: { "\($0 / 10)" + ($0 % 10 == 0 ? "" : ".\($0 % 10)") },
      parse: { text in
        guard let value = Double(text), value >= 0, value * 10 <= Double(maximumTenths) else { return nil }
        return Int((value * 10).rounded())
      })
    return (colours, tenths)
  }
}
