import Diagnostics
import GatewayAPI

/// Models that are, or will soon be, shut down.
struct RetirementCheck {
  let cards: [ModelCard]
  /// The model of a pipeline, or `nil` to count them all.
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
    let count = cards.reduce(0) { $0 + $1.retirements.count }
    if count == 0 { return [.fine("models", "none is known to be shut down")] }
    return [.fine("models", "\(Count.of(count, "name")) with a known date of being shut down; `aquatint models` lists them")]
  }

  private func words(_ id: String, _ date: Sourced<CalendarDate>) -> String {
    "\(id) \(date.value <= today ? "was to be" : "will be") shut down on \(date.value) (\(date.source))"
  }
}
