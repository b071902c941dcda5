import Diagnostics

extension GatewayProfile {
  /// Reads `prices:`, a mapping of models to their prices at this gateway.
  mutating func readPrices(_ reader: inout SettingsReader, _ origin: EntryOrigin) {
    guard
      let node = reader.node(
        "prices", kind: .names(.settings(Prices.descriptions)),
        "Prices of its own, by model: USD per million tokens, or perCall; others cost the list price.")
    else { return }
    guard case .mapping(let entries, _) = node else {
      reader.report(Diagnostic(.wrongType, "'prices' is \(node.kindName); expected a mapping of models to prices", at: node.position))
      return
    }
    for entry in entries {
      let (own, diagnostics) = Prices.read(entry.value, subject: "prices of '\(entry.key.text)'", base: nil)
      for diagnostic in diagnostics { reader.report(diagnostic) }
      if let own { prices[entry.key.text] = Sourced(own, source: origin.name, verifiedOn: origin.today) }
    }
  }
}
