import Diagnostics

/// One of the pages that a large contact sheet comes in.
struct SheetPart {
  /// From 1.
  let number: Int
  let count: Int

  /// Leads to the pages beside it.
  var navigation: HTML {
    """
    <nav class="parts" aria-label="Parts"><a class="part" href="\(Report.fileName)">All parts</a>\
    \(link(to: number - 1, "Before"))<span>Part \(number) of \(count)</span>\(link(to: number + 1, "Next"))</nav>

    """
  }

  private func link(to part: Int, _ label: String) -> HTML {
    (1...count).contains(part) ? "<a class=\"part\" href=\"\(Report.fileName(part: part))\">\(label)</a>" : .empty
  }
}

/// The page that leads to the parts of a contact sheet, and to what failed in them.
struct SheetIndex {
  let report: Report
  /// The places of the parts' assets in the report.
  let parts: [Range<Int>]

  /// More failures than these are only counted here.
  private static let maximumFailures = 200

  var markup: HTML {
    """
    <header class="masthead">
    <h1 dir="auto">\(report.pipeline)</h1>
    <p>\(SheetControls(report: report, commonPrompts: [], part: nil).summary.map { "<span>\($0)</span>" as HTML })</p>
    </header>
    <main id="sheet" tabindex="-1" aria-label="Parts">
    <table class="parts"><thead><tr><th scope="col">Part</th><th scope="col">Assets</th>\
    \(states.map { "<th scope=\"col\">\(SheetText.state($0))</th>" as HTML })</tr></thead>
    <tbody>
    \(parts.enumerated().map { row($0, $1) })</tbody></table>
    \(failures)</main>

    """
  }

  private var states: [ReportedAsset.State] { ReportedAsset.State.allCases.filter { report.count($0) > 0 } }

  private func row(_ index: Int, _ range: Range<Int>) -> HTML {
    let assets = report.assets[range]
    let counts = states.map { state -> HTML in "<td>\(assets.count { $0.state == state })</td>" }
    return """
      <tr><th scope="row"><a class="part" href="\(Report.fileName(part: index + 1))">Part \(index + 1)</a></th>\
      <td dir="auto">\(assets.first?.name ?? "") … \(assets.last?.name ?? "")</td>\(counts)</tr>

      """
  }

  private var failures: HTML {
    let failed = report.assets.indices.filter { report.assets[$0].state == .failed || report.assets[$0].state == .undecided }
    guard !failed.isEmpty, let size = parts.first?.count else { return .empty }
    let items = failed.prefix(Self.maximumFailures).map { index -> HTML in
      let asset = report.assets[index]
      return """
        <li><a class="part" href="\(Report.fileName(part: index / size + 1))#a\(index % size)">\(asset.name)</a> \(asset.reason ?? "")</li>

        """
    }
    let rest = failed.count - items.count
    return "<h2>Not complete</h2>\n<ul class=\"failures\">\n\(items)</ul>\n\(rest > 0 ? "<p>And \(rest) more.</p>\n" as HTML : .empty)"
  }
}
