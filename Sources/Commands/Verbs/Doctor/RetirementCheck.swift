import GatewayAPI

/// Models that are, or will soon be, shut down.
struct RetirementCheck {
  let cards: [ModelCard]
  /// The one a pipeline names; nil looks at all.
  let model: String?
  let today: CalendarDate

  var findings: [Finding] {
    if let model {
      guard let card = cards.card(for: model), let date = card.retirement(of: model) else {
        return [.fine("model", "\(model): nothing is known of a date on which it is shut down")]
      }
      return [
        .notice(
          "model", words(model, date), fix: "choose another of `aquatint models`; `aquatint accept` keeps what is there without a call")
      ]
    }
    let ahead = cards.flatMap { card in
      card.retirements.sorted { $0.key < $1.key }.map { words($0.key, $0.value) }
    }
    if ahead.isEmpty { return [.fine("models", "none is known to be shut down")] }
    return [.notice("models", ahead.joined(separator: "; "), fix: "name none of these in a pipeline; see `aquatint models`")]
  }

  private func words(_ id: String, _ date: Sourced<CalendarDate>) -> String {
    "\(id) \(date.value <= today ? "was to be" : "will be") shut down on \(date.value) (\(date.source))"
  }
}
