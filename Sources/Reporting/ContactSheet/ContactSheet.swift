import FoundationEssentials
import JSON
import Storage

/// The contact sheet: one page that shows a report, with style and script in it and pictures beside it. It needs no network and allows none.
package struct ContactSheet: Sendable {
  package let report: Report
  /// The commands that it offers.
  let command: CommandLineText
  /// What a review calls this state of the page; nil for a page that is read from disk.
  package var review: String?

  package init(report: Report, command: CommandLineText) {
    self.report = report
    self.command = command
  }

  /// The page.
  package var bytes: [UInt8] { Array(markup.text.utf8) }

  var markup: HTML {
    let common = commonPrompts
    let cards = report.assets.enumerated().map { index, asset in
      AssetCard(asset: asset, index: index, axes: report.axes, command: command, isPromptCommon: common != nil)
    }
    let style = Self.style + Self.rules(for: cards)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(verbatim: Self.policy(style: style, script: Self.script, isServed: review != nil))">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="\(ContactSheetFile.generator)">
      <meta name="referrer" content="no-referrer">
      <meta name="color-scheme" content="light dark">
      <title>\(report.pipeline) · contact sheet</title>
      <style>\(verbatim: style)</style>
      </head>
      <body>
      <a class="skip" href="#sheet">To the pictures</a>
      \(SheetControls(report: report, commonPrompts: common ?? []).markup)<main id="sheet" tabindex="-1" aria-label="Assets" \
      data-pipeline="\(report.pipeline)" data-axes="\(axes)"\(review.map { " data-review=\"\($0)\"" as HTML } ?? "")>
      \(cards.map(\.markup))<div id="table-frame"><table id="table" hidden></table></div>
      </main>
      \(SheetDialogs.markup)<script>\(verbatim: Self.script)</script>
      </body>
      </html>

      """
  }

  /// The prompts that all assets have in common; nil where they differ, or there is but one asset.
  private var commonPrompts: [String]? {
    guard report.assets.count > 1, let first = report.assets.first?.prompts, first.contains(where: { !$0.isEmpty }) else { return nil }
    return report.assets.allSatisfy { $0.prompts == first } ? first : nil
  }

  /// The axes for the table, as JSON.
  private var axes: String {
    JSONValue.array(
      report.axes.map { .object([("name", .text($0.name)), ("values", .array($0.values.map { .text($0) }))]) }
    ).line
  }

  // MARK: style and script

  private static let style = [PackageResources.sheet_css, PackageResources.culling_css].map { String(decoding: $0, as: UTF8.self) }.joined()
  /// The parts share one scope that nothing else sees.
  private static let script =
    "\"use strict\";\n(() => {\n"
    + [
      PackageResources.sheet_js, PackageResources.choices_js, PackageResources.viewer_js, PackageResources.work_js,
      PackageResources.keys_js,
    ].map {
      String(decoding: $0, as: UTF8.self)
    }.joined(separator: "\n") + "})();\n"

  /// Returns a policy under which nothing may be fetched but pictures beside the page, and only this style and this script apply.
  private static func policy(style: String, script: String, isServed: Bool) -> String {
    "default-src 'none'; img-src 'self' file:;\(isServed ? " connect-src 'self';" : "") style-src '\(hash(style))'; script-src '\(hash(script))'; base-uri 'none'; form-action 'none'"
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
