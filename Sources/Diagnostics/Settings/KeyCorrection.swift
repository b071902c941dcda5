/// A key that nothing reads, and the one that its author most likely meant.
package struct KeyCorrection: Sendable {
  /// The place of the key.
  package let position: SourcePosition
  /// The key that was meant; it is given nowhere else in the same mapping.
  package let meant: String
}

extension [Node.Entry] {
  /// Returns the entries whose key is not among `known` but close to one that is and that these entries lack.
  package func corrections(among known: [String]) -> [KeyCorrection] {
    var given = Set(map(\.key.text))
    return compactMap { entry in
      guard !known.contains(entry.key.text), let meant = Suggestion.nearest(to: entry.key.text, among: known),
        given.insert(meant).inserted
      else { return nil }
      return KeyCorrection(position: entry.key.position, meant: meant)
    }
  }

  /// Returns the same entries under the keys that were meant.
  package func replacingKeys(_ corrections: [KeyCorrection]) -> [Node.Entry] {
    map { entry in
      guard let correction = corrections.first(where: { $0.position == entry.key.position }) else { return entry }
      return Node.Entry(key: entry.key.replacing(correction.meant), value: entry.value)
    }
  }
}

extension SettingsReader {
  /// Reads `node` with `read`, and once more under the corrected keys if a key is misspelled, so that each mistake is reported once,
  /// without those that only follow from it, and the value under the key is checked too. The misspelling itself remains among the
  /// diagnostics.
  package static func readCorrectingKeys<Value>(_ node: Node?, _ read: (Node?) -> (value: Value, outcome: Outcome)) -> (
    value: Value, outcome: Outcome
  ) {
    let first = read(node)
    guard !first.outcome.corrections.isEmpty, case .mapping(let entries, let position)? = node else { return first }
    let second = read(.mapping(entries.replacingKeys(first.outcome.corrections), position))
    let places = first.outcome.corrections.map(\.position)
    let misspelled = first.outcome.diagnostics.filter { diagnostic in
      diagnostic.id == .unknownKey && diagnostic.position.map { places.contains($0) } ?? false
    }
    return (
      second.value,
      Outcome(
        settings: second.outcome.settings, descriptions: second.outcome.descriptions,
        diagnostics: misspelled + second.outcome.diagnostics, corrections: second.outcome.corrections)
    )
  }
}
