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

  /// Names of a group, and assets that cannot be made, that are shown before the rest is only counted.
  private static let mostNames = 8
  private static let mostBlocked = 20
  /// Lines of a prompt that are shown; `--format json` has it whole.
  private static let mostPromptLines = 6
  private static let width = 100

  var text: String {
    var blocks: [[String]] = []
    if listsAssets {
      blocks = plan.assets.map(details)
    } else {
      blocks = PlanGroup.groups(of: plan.assets).map(lines)
    }
    blocks.append(DeliveryFacts.lines(of: plan))
    if let forecast { blocks.append(PreparationText(forecast: forecast, gateways: plan.pipeline.gateways.map(\.name)).lines) }
    let facts = PlanFacts(plan: plan, time: forecast?.time, warnings: warnings).lines
    let width = facts.map(\.name.count).max() ?? 0
    blocks.append(facts.map { style(Self.padded($0.name, to: width + 3), .faint) + $0.value })
    blocks.append([style(totals, .bold)])
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  // MARK: groups

  private func lines(of group: PlanGroup) -> [String] {
    let title = "\(group.kind.mark) \(group.kind.words), \(Count.of(group.assets.count, "asset"))"
    let heading = style(title, group.kind.emphasis)
    if group.kind.isTold {
      let shown = group.assets.prefix(Self.mostBlocked)
      var lines = ["\(heading):"]
      lines += shown.map { "    \($0.name)  \(PrintableText.line(PlanGroup.reason(of: $0) ?? ""))" }
      if group.assets.count > shown.count { lines.append("    and \(group.assets.count - shown.count) more; --details shows all") }
      return lines
    }
    var lines = Self.wrapped(names(of: group.assets), after: title)
    lines[0] = "\(heading): \(lines[0])"
    guard group.kind != .current else { return lines }
    let rows = group.rows.filter(\.matters)
    let width = rows.map { Self.label($0).count }.max() ?? 0
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
      var lines = Self.wrapped(PrintableText.line(text), after: title)
      if lines.count > Self.mostPromptLines { lines = lines.prefix(Self.mostPromptLines - 1) + ["      …"] }
      lines[0] = "\(style(title, .faint)): \(lines[0])"
      return lines
    }
  }

  /// Returns as many names as are worth reading.
  private func names(of assets: [PlannedAsset]) -> String {
    let shown = assets.prefix(assets.count <= Self.mostNames + 1 ? assets.count : Self.mostNames).map(\.name)
    let rest = assets.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  private static func label(_ row: PlanRow) -> String { row.variants > 1 && !row.isNumbered ? "\(row.label) x\(row.variants)" : row.label }

  private func lines(of row: PlanRow, in group: PlanGroup, width: Int) -> [String] {
    let indentation = String(repeating: " ", count: width + 19)
    var lines = [
      "      \(Self.padded(Self.label(row), to: width + 3))\(style(Self.padded(PlanRow.word(row.status, isBilled: isBilled), to: 9), PlanRow.emphasis(row.status)))"
        + " \(PrintableText.line(row.reason.text))" + (row.written.isEmpty ? "" : ": \(row.written.joined(separator: ", "))")
    ]
    for changes in row.changes {
      for change in changes {
        let example = group.hasEqualChanges ? "" : "  (in \(group.assets[0].name))"
        lines.append(indentation + PlanChangeText(change: change).line + example)
      }
    }
    for (reason, names) in row.files { lines.append("\(indentation)\(names.joined(separator: ", ")): \(PrintableText.line(reason.text))") }
    return lines
  }

  /// Returns several lines, each but the first indented below the text.
  private static func wrapped(_ text: String, after heading: String) -> [String] {
    var lines: [String] = []
    var line = ""
    var room = width - heading.count - 2
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > room {
        lines.append(line)
        line = "      "
        room = width
      } else if !line.isEmpty {
        line += " "
      }
      line += word
    }
    return lines + [line]
  }

  // MARK: single assets

  private func details(of asset: PlannedAsset) -> [String] {
    let kind = PlanGroup.kind(of: asset)
    let heading = style("\(kind.mark) \(asset.name)", kind.emphasis)
    if let reason = PlanGroup.reason(of: asset) { return ["\(heading)  \(kind.words): \(PrintableText.line(reason))"] }
    let labels = asset.nodes.map { node in
      PlanRow.label(of: node, in: asset) + (asset.asset.graph.isDivided(node.place) ? " #\(node.place.variant)" : "")
    }
    let width = labels.map(\.count).max() ?? 0
    var lines = [heading]
    for (label, node) in zip(labels, asset.nodes) {
      let word = style(Self.padded(PlanRow.word(node.status, isBilled: isBilled), to: 9), PlanRow.emphasis(node.status))
      lines.append("      \(Self.padded(label, to: width + 3))\(word) \(PrintableText.line(node.reason.text))")
      for change in node.reason.changes { lines.append("         \(PlanChangeText(change: change).line)") }
      for output in node.outputs where !output.isCurrent {
        lines.append("         \(output.path ?? output.name)  \(output.reason.text)")
        for change in output.reason.changes where output.reason.changes != node.reason.changes {
          lines.append("           \(PlanChangeText(change: change).line)")
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

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
