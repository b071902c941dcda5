extension GatewayProfile {
  /// Returns the expected cost of a call through this gateway: zero if it does not bill, else by the model's list price, or `nil` if that
  /// is unknown.
  package func estimate(_ shape: RequestShape, card: ModelCard?) -> CostRange? {
    isBilled ? priced(card)?.estimate(shape) : .zero
  }

  /// Returns a model's card with this gateway's own prices, if it has some for the model.
  package func priced(_ card: ModelCard?) -> ModelCard? {
    guard var card else { return nil }
    guard let own = ([card.id] + card.aliases).lazy.compactMap({ prices[$0] }).first else { return card }
    card.prices = own
    if let search = own.value.search {
      card.searchPrice = Sourced(search, source: own.source, verifiedOn: own.verifiedOn, holdsFrom: own.holdsFrom)
    } else if own.value.isFlat {
      // A price by the call is the price of all of it.
      card.searchPrice = Sourced(SearchPrice(.query, .zero), source: own.source, verifiedOn: own.verifiedOn)
    }
    return card
  }

  /// Returns what an answered call is booked with: the gateway's own figure where it gives one that can be, else the price of what the answer
  /// counts, at the tier that answered.
  package func charge(for call: AnsweredCall, card: ModelCard?) -> Charge {
    guard isBilled else { return Charge(amount: .zero, basis: "not billed") }
    let priced = priced(card)
    let list = priced?.cost(of: call, at: self)
    var notes = priced?.excess(of: call.searches) ?? []
    if let reported = call.reportedCost {
      return charge(reported, hasPicture: call.picture != nil, list: list, notes: notes)
    }
    guard let list, let priced else {
      let basis =
        card == nil
        ? "unknown model"
        : call.searches.queries > 0 && priced?.searchPrice == nil
          ? "searches of unknown price"
          : call.searches.isUncounted
            ? "searches that the answer does not count"
            : priced?.hasPrice(of: call.tier.value) == false
              ? "no price of the tier \(call.tier.value.rawValue) is known"
              : call.usage == nil ? "no usage in the answer" : "the usage in the answer is no measurement"
      return Charge(amount: nil, basis: basis, notes: notes)
    }
    var basis = "usage at \(priced.prices == card?.prices ? "the list price of" : "the gateway's own price of") \(card?.id ?? "")"
    basis += ", as of \(priced.prices?.verifiedOn.description ?? "")"
    if call.tier.value != .standard || call.tier.isAssumed { basis += ", tier \(call.tier.value.rawValue)" }
    if call.tier.isAssumed {
      basis += " (assumed)"
      notes.append(call.tier.note)
    }
    return Charge(amount: list.high, basis: basis, notes: notes)
  }

  private func charge(_ reported: ReportedCost, hasPicture: Bool, list: CostRange?, notes: [String]) -> Charge {
    guard let amount = reported.amount, !(amount == .zero && hasPicture) else {
      let why = reported.amount == nil ? "'\(reported.text)' is no amount of USD" : "0 USD beside a picture is no price"
      return Charge(amount: nil, basis: "the gateway's figure cannot be used: \(why)", notes: notes)
    }
    var notes = notes
    if let list, !(list.low...list.high).contains(amount) {
      notes.append("it reports a cost of \(amount) USD, where the known price comes to \(list.text)")
    }
    return Charge(amount: amount, basis: "reported by the gateway", notes: notes, list: list)
  }
}

extension CostRange {
  fileprivate var text: String { low == high ? "\(high) USD" : "\(low) to \(high) USD" }
}
