import Diagnostics
import GatewayAPI
import PipelineModel
import Planning

/// A plan for a person: the steps of the assets with their reasons, the preparation of pictures for the model, then the totals.
struct PlanText {
  let plan: Plan
  let forecast: PlanForecast?
  /// The number of warnings about it.
  let warnings: Int
  let style: TextStyle
  /// Indicates whether each asset is shown by itself, with all its files.
  let listsAssets: Bool
  /// Cells of a line; nil where lines may be of any length, as for programs.
  let width: Int?

  /// Names of a group, and assets that cannot be made, that are shown before the rest is only counted.
  private static let maximumNames = 8
  private static let maximumBlocked = 20
  /// Lines of a prompt that are shown; `--format json` has it whole.
  private static let maximumPromptLines = 6
  /// Cells of a line of names, where lines may be of any length.
  private static let namesWidth = 100
  /// Of a terminal, in cells, that a plan makes use of.
  static let usableWidths = 40...120

  var text: String {
    var blocks: [[String]] = []
    if listsAssets {
      blocks = plan.assets.map(details)
    } else {
      blocks = PlanGroup.groups(of: plan.assets).map(lines)
    }
    blocks.append(DeliveryFacts.lines(of: plan).flatMap { fitting($0, indentation: 8) })
    if let forecast {
      blocks.append(
        PreparationText(forecast: forecast, gateways: plan.pipeline.gateways.map(\.name)).lines.flatMap { fitting($0, indentation: 8) })
    }
    let facts = PlanFacts(plan: plan, time: forecast?.time, warnings: warnings).lines
    let column = (facts.map(\.name.count).max() ?? 0) + 3
    blocks.append(facts.flatMap { fitting(style(TerminalWidth.padded($0.name, to: column), .faint) + $0.value, indentation: column) })
    blocks.append(fitting(style(totals, .bold), indentation: 2))
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private func fitting(_ line: String, indentation: Int) -> [String] {
    width.map { TerminalWidth.wrapped(line, cells: $0, indentation: indentation) } ?? [line]
  }

  // MARK: groups

  private func lines(of group: PlanGroup) -> [String] {
    let title = "\(group.kind.mark) \(group.kind.words), \(Count.of(group.assets.count, "asset"))"
    let heading = style(title, group.kind.emphasis)
    if group.kind.showsReasons {
      return reasons(group.assets, below: heading)
    }
    var lines = TerminalWidth.wrapped("\(heading): \(names(of: group.assets))", cells: self.width ?? Self.namesWidth, indentation: 6)
    guard group.kind != .current else { return lines }
    let rows = group.rows.filter(\.matters)
    let width = rows.map { TerminalWidth.of(Self.label($0)) }.max() ?? 0
    for row in rows { lines += self.lines(of: row, in: group, width: width) }
    return lines + prompts(of: group)
  }

  /// What the first asset's calls ask, with templates replaced: a mistake in a prompt shows before it is paid for.
  private func prompts(of group: PlanGroup) -> [String] {
    guard let asset = group.assets.first else { return [] }
    var shown: [String] = []
    for node in asset.nodes where node.status == .call {
      guard let exchange = node.exchange else { continue }
      let text = [exchange.prompt, exchange.groundSentence].compactMap { $0 }.joined(separator: " ")
      if !shown.contains(text) { shown.append(text) }
    }
    return shown.flatMap { text in
      let title = group.assets.count > 1 ? "      prompt of \(asset.name)" : "      prompt"
      let paragraph = "\(style(title, .faint)): \(PrintableText.line(text))"
      var lines = TerminalWidth.wrapped(paragraph, cells: width ?? Self.namesWidth, indentation: 6)
      if lines.count > Self.maximumPromptLines { lines = lines.prefix(Self.maximumPromptLines - 1) + ["      …"] }
      return lines
    }
  }

  /// Each reason once, with the assets that have it.
  private func reasons(_ assets: [PlannedAsset], below heading: String) -> [String] {
    var order: [String] = []
    var members: [String: [PlannedAsset]] = [:]
    for asset in assets {
      let reason = PlanGroup.reason(of: asset) ?? ""
      if members[reason] == nil { order.append(reason) }
      members[reason, default: []].append(asset)
    }
    var lines = ["\(heading):"]
    for reason in order.prefix(Self.maximumBlocked) {
      lines += fitting("    \(names(of: members[reason] ?? []))  \(PrintableText.line(reason))", indentation: 6)
    }
    let rest = order.dropFirst(Self.maximumBlocked).reduce(0) { $0 + (members[$1]?.count ?? 0) }
    if rest > 0 { lines.append("    and \(rest) more; --details shows all") }
    return lines
  }

  /// Returns as many names as are worth reading.
  private func names(of assets: [PlannedAsset]) -> String {
    let shown = assets.prefix(assets.count <= Self.maximumNames + 1 ? assets.count : Self.maximumNames).map(\.name)
    let rest = assets.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  private static func label(_ row: PlanRow) -> String { row.variants > 1 && !row.isNumbered ? "\(row.label) x\(row.variants)" : row.label }

  private func lines(of row: PlanRow, in group: PlanGroup, width: Int) -> [String] {
    let column = width + 19
    let indentation = String(repeating: " ", count: column)
    let label = TerminalWidth.padded(Self.label(row), to: width + 3)
    let word = style(TerminalWidth.padded(PlanRow.word(row.status, isBilled: isBilled), to: 9), PlanRow.emphasis(row.status))
    let written = row.written.isEmpty ? "" : ": \(row.written.joined(separator: ", "))"
    var lines = fitting("      \(label)\(word) \(PrintableText.line(row.reason.text))\(written)", indentation: column)
    for changes in row.changes {
      for change in changes {
        let example = group.hasEqualChanges ? "" : "  (in \(group.assets[0].name))"
        lines += fitting(indentation + PlanChangeText(change: change).line + example, indentation: column + 2)
      }
    }
    for (reason, names) in row.files {
      lines += fitting("\(indentation)\(names.joined(separator: ", ")): \(PrintableText.line(reason.text))", indentation: column + 2)
    }
    return lines
  }

  // MARK: single assets

  private func details(of asset: PlannedAsset) -> [String] {
    let kind = PlanGroup.kind(of: asset)
    let heading = style("\(kind.mark) \(asset.name)", kind.emphasis)
    if let reason = PlanGroup.reason(of: asset) {
      return fitting("\(heading)  \(kind.words): \(PrintableText.line(reason))", indentation: 6)
    }
    let labels = asset.nodes.map { node in
      PlanRow.label(of: node, in: asset) + (asset.asset.graph.isDivided(node.place) ? " #\(node.place.variant)" : "")
    }
    let column = (labels.map { TerminalWidth.of($0) }.max() ?? 0) + 3
    var lines = [heading]
    for (label, node) in zip(labels, asset.nodes) {
      let word = style(TerminalWidth.padded(PlanRow.word(node.status, isBilled: isBilled), to: 9), PlanRow.emphasis(node.status))
      let text = "      \(TerminalWidth.padded(label, to: column))\(word) \(PrintableText.line(node.reason.text))"
      lines += fitting(text, indentation: column + 16)
      for change in node.reason.changes { lines += fitting("         \(PlanChangeText(change: change).line)", indentation: 11) }
      for output in node.outputs where !output.isCurrent {
        lines += fitting("         \(output.path ?? output.name)  \(output.reason.text)", indentation: 11)
        for change in output.reason.changes where output.reason.changes != node.reason.changes {
          lines += fitting("           \(PlanChangeText(change: change).line)", indentation: 13)
        }
      }
    }
    return lines
  }

  // MARK: totals

  /// Indicates whether a call costs anything: the emulator's do not.
  private var isBilled: Bool { plan.pipeline.gateways.contains(where: \.isBilled) }

  private var totals: String {
    var parts = [Count.of(plan.assets.count, "asset"), Count.of(plan.calls, isBilled ? "paid call" : "call")]
    if plan.callsAtMost > plan.calls { parts[1] += " (at most \(plan.callsAtMost))" }
    parts.append("\(Count.of(plan.reused, "stored answer")) used again")
    return parts.joined(separator: ", ") + "; cost \(PlanFacts.price(plan.cost))"
  }
}
