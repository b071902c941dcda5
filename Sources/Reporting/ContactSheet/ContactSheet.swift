import FoundationEssentials
import JSON
package import Storage

/// The contact sheet: pages that show a report, with style and script in them and pictures beside them. They need no network and allow none.
package struct ContactSheet: Sendable {
  package let report: Report
  /// The commands that it offers.
  let command: CommandLineText
  /// What a review calls this state of the page; nil for a page that is read from disk.
  package var review: String?
  /// The most assets on one page.
  private let assetsOnPage: Int

  /// - Parameter assetsOnPage: a sheet with more comes in parts; a browser lays out the default in less than two seconds.
  package init(report: Report, command: CommandLineText, assetsOnPage: Int = 2_000) {
    self.report = report
    self.command = command
    self.assetsOnPage = assetsOnPage
  }

  // MARK: pages

  /// The names of its pages. The first is opened first: the only one, or the index of the parts that follow.
  package var pageNames: [String] { [Report.fileName] + parts.indices.map { Report.fileName(part: $0 + 1) } }

  /// The places of the parts' assets, or none where all stand on one page.
  private var parts: [Range<Int>] {
    let count = report.assets.count
    guard count > assetsOnPage else { return [] }
    return stride(from: 0, to: count, by: assetsOnPage).map { $0..<min(count, $0 + assetsOnPage) }
  }

  /// Returns a page by its name, or `nil` if there is none of that name.
  package func page(_ name: String) -> [UInt8]? {
    guard let index = pageNames.firstIndex(of: name) else { return nil }
    let parts = parts
    if parts.isEmpty { return Array(markup.text.utf8) }
    if index == 0 {
      return Array(frame(style: Self.style, script: Self.partScript, SheetIndex(report: report, parts: parts).markup).text.utf8)
    }
    return Array(markup(of: report.part(parts[index - 1]), SheetPart(number: index, count: parts.count)).text.utf8)
  }

  /// The digest of all its pages.
  package var digest: Digest {
    var builder = DigestBuilder()
    for page in pageNames.compactMap({ page($0) }) { builder.update(page) }
    return builder.finish()
  }

  var markup: HTML { markup(of: report, nil) }

  private func markup(of report: Report, _ part: SheetPart?) -> HTML {
    let common = Self.commonPrompts(of: report)
    let cards = report.assets.enumerated().map { index, asset in
      AssetCard(asset: asset, index: index, axes: report.axes, command: command, isPromptCommon: common != nil)
    }
    return frame(
      style: Self.style + Self.rules(for: cards), script: Self.script,
      """
      <a class="skip" href="#sheet">To the pictures</a>
      \(SheetControls(report: report, commonPrompts: common ?? [], part: part).markup)<main id="sheet" tabindex="-1" aria-label="Assets" \
      data-pipeline="\(report.pipeline)" data-axes="\(Self.axes(of: report))"\(review.map { " data-review=\"\($0)\"" as HTML } ?? "")>
      \(cards.map(\.markup))<div id="table-frame"><table id="table" hidden></table></div>
      </main>
      \(SheetDialogs.markup)
      """)
  }

  private func frame(style: String, script: String, _ body: HTML) -> HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="\(verbatim: Self.policy(style: style, script: script, isServed: review != nil))">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="generator" content="\(ContactSheetFile.generator)">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <title>\(report.pipeline) · contact sheet</title>
    <style>\(verbatim: style)</style>
    </head>
    <body>
    \(body)<script>\(verbatim: script)</script>
    </body>
    </html>

    """
  }

  /// The prompts that all assets have in common; nil where they differ, or there is but one asset.
  private static func commonPrompts(of report: Report) -> [String]? {
    guard report.assets.count > 1, let first = report.assets.first?.prompts, first.contains(where: { !$0.isEmpty }) else { return nil }
    return report.assets.allSatisfy { $0.prompts == first } ? first : nil
  }

  /// The axes for the table, as JSON.
  private static func axes(of report: Report) -> String {
    JSONValue.array(
      report.axes.map { .object([("name", .text($0.name)), ("values", .array($0.values.map { .text($0) }))]) }
    ).line
  }

  // MARK: style and script

  private static let style = [PackageResources.sheet_css, PackageResources.culling_css].map { String(decoding: $0, as: UTF8.self) }.joined()
  private static let script = scoped([
    PackageResources.parts_js, PackageResources.sheet_js, PackageResources.choices_js, PackageResources.viewer_js,
    PackageResources.work_js, PackageResources.keys_js,
  ])
  private static let partScript = scoped([PackageResources.parts_js])

  /// Returns scripts that share one scope that nothing else sees.
  private static func scoped(_ scripts: [[UInt8]]) -> String {
    "\"use strict\";\n(() => {\n" + scripts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n") + "})();\n"
  }

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
