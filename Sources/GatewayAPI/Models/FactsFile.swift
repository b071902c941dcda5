package import Diagnostics
import ImageCore

/// A dated file of facts about models, to hold the cards against: `{date, models: {ID: entries as under 'models:'}}`.
package struct FactsFile: Sendable {
  /// A fact that the file has otherwise than the card.
  package struct Difference: Hashable, Sendable {
    package let model: String
    /// The key, with what it is of: `imageTokens.4K`.
    package let key: String
    /// What the card says, or `nil` where it says nothing.
    package let card: String?
    package let file: String?
    package let position: SourcePosition?
  }

  package let date: CalendarDate
  private let datePosition: SourcePosition?
  private let entries: [Node.Entry]

  /// - Returns: no file where a diagnostic is an error.
  package static func read(_ root: Node) -> (file: FactsFile?, diagnostics: [Diagnostic]) {
    var reader = SettingsReader(root, subject: "the facts file", at: root.position)
    let date = reader.value(
      "date", default: CalendarDate?.none, expected: "a date such as 2026-11-30", isRequired: true, "When the facts were looked up.",
      show: { $0?.description }, parse: { CalendarDate($0).map { .some($0) } })
    let position = reader.position(of: "date")
    var entries: [Node.Entry] = []
    switch reader.node("models", kind: .names(.settings([])), isRequired: true, "The facts, by a model's id.") {
    case .mapping(let found, _)?: entries = found
    case let other?:
      reader.report(Diagnostic(.wrongType, "'models' is \(other.kindName); expected a mapping of models to facts", at: other.position))
    case nil: break
    }
    let diagnostics = reader.finish().diagnostics
    guard let date, !diagnostics.hasErrors else { return (nil, diagnostics) }
    return (FactsFile(date: date, datePosition: position, entries: entries), diagnostics)
  }

  /// Holds cards against the file. Only what it says is compared; a model that is not known is a difference of its own.
  package func compare(with cards: [ModelCard], name: String) -> (differences: [Difference], diagnostics: [Diagnostic]) {
    var differences: [Difference] = []
    var diagnostics: [Diagnostic] = []
    let origin = EntryOrigin(name: name, allowsCommands: false, folder: "", today: date)
    for entry in entries {
      let id = entry.key.text
      guard let card = cards.card(for: id) else {
        differences.append(Difference(model: id, key: "id", card: nil, file: id, position: entry.key.position))
        continue
      }
      if let newest = card.newestFact, newest > date {
        diagnostics.append(
          Diagnostic(
            .olderFacts, "these facts are of \(date), and the card of '\(id)' has facts of \(newest): the card may be right",
            severity: .warning, at: datePosition))
      }
      let (read, found) = ModelCard.read(name: entry.key, node: entry.value, cards: cards, origin: origin)
      diagnostics += found
      guard let read else { continue }
      let (before, after) = (card.facts(of: id), read.facts(of: id))
      for key in Set(before.keys).union(after.keys).sorted() where before[key] != after[key] {
        differences.append(Difference(model: id, key: key, card: before[key], file: after[key], position: entry.key.position))
      }
    }
    return (differences, diagnostics)
  }
}

extension ModelCard {
  /// When the newest of its facts was looked up.
  fileprivate var newestFact: CalendarDate? {
    ([pixels.verifiedOn, imageTokens.verifiedOn, inputImageTokens.verifiedOn, textAllowance.verifiedOn]
      + [prices?.verifiedOn, searchPrice?.verifiedOn, thinking?.verifiedOn, refusedFields?.verifiedOn].compactMap(\.self)
      + retirements.values.map(\.verifiedOn))
      .max()
  }

  /// What it says, as a file of facts would, without who says so.
  fileprivate func facts(of id: String) -> [String: String] {
    var facts: [String: String] = [
      "aspectRatios": aspectRatios.map(\.description).sorted().joined(separator: " "), "imageSizes": imageSizes.joined(separator: " "),
      "takesImageSize": String(takesImageSize), "references": String(maximumInputImages),
      "inputImageTokens": "\(inputImageTokens.value.lowerBound) to \(inputImageTokens.value.upperBound)",
    ]
    facts["retired"] = retirement(of: id)?.value.description
    for (size, tokens) in imageTokens.value { facts["imageTokens.\(size)"] = String(tokens) }
    for (size, row) in pixels.value {
      for (ratio, pixels) in row { facts["pixels.\(size).\(ratio)"] = pixels.description }
    }
    if let prices = prices?.value {
      facts["prices.textInput"] = prices.textInput.description
      facts["prices.imageInput"] = prices.imageInput.description
      facts["prices.textOutput"] = prices.textOutput.description
      facts["prices.imageOutput"] = prices.imageOutput.description
      facts["prices.perCall"] = prices.perCall?.description
    }
    if let search = searchPrice?.value {
      facts[search.unit == .query ? "prices.perSearchQuery" : "prices.perGroundedPrompt"] = search.amount.description
    }
    facts["thinkingLevels"] = thinking.map { $0.value.levels.joined(separator: " ") }
    facts["refuses"] = refusedFields.map { refused in
      RequestField.allCases.filter(refused.value.contains).map(\.rawValue).joined(separator: " ")
    }
    facts["tiers"] = ServiceTier.choosable.filter { tiers[$0] != nil }.map(\.rawValue).joined(separator: " ")
    return facts
  }
}

extension Diagnostic.ID {
  fileprivate static let olderFacts: Diagnostic.ID = "older-facts"
}
