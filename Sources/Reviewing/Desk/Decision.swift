import JSON

/// What a person decided about one asset.
enum Decision: Hashable, Sendable {
  /// The answer with this id is to stand in the first place.
  case chosen(exchange: String)
  case rejected
  /// It is to be asked again, with this said to the model. A draft: no plan reads it.
  case redo(note: String)

  /// Reads `{"asset":…}` with `exchange`, `rejected` or `note`; `nil` for what says none of them, which takes a decision back.
  init?(_ value: JSONValue) {
    if case .bool(true)? = value["rejected"] {
      self = .rejected
    } else if let exchange = value["exchange"]?.string {
      self = .chosen(exchange: exchange)
    } else if let note = value["note"]?.string {
      self = .redo(note: note)
    } else {
      return nil
    }
  }

  func json(of asset: String) -> JSONValue {
    let member: (name: String, value: JSONValue) =
      switch self {
      case .chosen(let exchange): ("exchange", .text(exchange))
      case .rejected: ("rejected", .flag(true))
      case .redo(let note): ("note", .text(note))
      }
    return .object([("asset", .text(asset)), member])
  }
}
