import FoundationEssentials
import Storage

/// The contact sheet: one page that shows a report, with style and script in it and pictures beside it. It needs no network and allows none.
package struct ContactSheet: Sendable {
  package let report: Report
  /// The commands that it offers.
  let command: CommandLineText

  package init(report: Report, command: CommandLineText) {
    self.report = report
    self.command = command
  }

  var markup: HTML {
    let cards = report.assets.enumerated().map { index, asset in
      AssetCard(asset: asset, index: index, axes: report.axes, command: command)
    }
    let style = Self.style + Self.rules(for: cards)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(verbatim: Self.policy(style: style, script: Self.script))">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="\(ContactSheetFile.generator)">
      <meta name="referrer" content="no-referrer">
      <meta name="color-scheme" content="light dark">
      <title>\(report.pipeline) · contact sheet</title>
      <style>\(verbatim: style)</style>
      </head>
      <body>
      <a class="skip" href="#sheet">To the pictures</a>
      \(SheetControls(report: report).markup)<main id="sheet" tabindex="-1" aria-label="Assets">
      \(cards.map(\.markup))</main>
      \(SheetControls.dialogs)<script>\(verbatim: Self.script)</script>
      </body>
      </html>

      """
  }

  // MARK: style and script

  private static let style = String(decoding: PackageResources.sheet_css, as: UTF8.self)
  private static let script = String(decoding: PackageResources.sheet_js, as: UTF8.self)

  /// Returns a policy under which nothing may be fetched but pictures beside the page, and only this style and this script apply.
  private static func policy(style: String, script: String) -> String {
    "default-src 'none'; img-src 'self' file:; style-src '\(hash(style))'; script-src '\(hash(script))'; base-uri 'none'; form-action 'none'"
  }

  /// Returns a hash source: https://www.w3.org/TR/CSP3/#grammardef-hash-source
  private static func hash(_ text: String) -> String {
    "sha256-" + Data(Digest.of(utf8: text).bytes).base64EncodedString()
  }

  /// Returns the shapes of this page's pictures. A policy that forbids style attributes leaves classes.
  private static func rules(for cards: [AssetCard]) -> String {
    let ratios = Set(cards.flatMap(\.ratios))
    let spans = cards.map { $0.ratios.reduce(0, +) }.sorted()
    let span = spans.isEmpty ? 100 : spans[spans.count / 2]
    return ":root{--span:\(SheetText.decimal(min(600, max(100, span))))}"
      + ratios.sorted().map { ".r\($0){--r:\(SheetText.decimal($0))}" }.joined() + "\n"
  }
}
