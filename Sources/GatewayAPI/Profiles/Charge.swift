package import ImageCore

/// What decides the cost of a call that was answered.
package struct AnsweredCall: Hashable, Sendable {
  /// What the answer counts; `nil` where it counts nothing.
  package var usage: Usage?
  /// The size of the picture that came back.
  package var picture: PixelSize?
  /// Whether it holds what was asked for.
  package var hasResult = false
  package var searches = SearchUse()
  package var tier = BilledTier(.standard)
  /// What the gateway itself says that it cost.
  package var reportedCost: ReportedCost?

  package init() {}
}

/// The tier that a call is billed by.
package struct BilledTier: Hashable, Sendable {
  package let value: ServiceTier
  /// Whether the answer does not name a tier that is known, so that the one that was asked for counts.
  package let isAssumed: Bool
  /// The word that is none of the known ones.
  private let word: String?

  package init(_ value: ServiceTier) { (self.value, isAssumed, word) = (value, false, nil) }

  /// Reads the words of an answer, the surest first.
  /// - Parameters:
  ///   - asked: what counts where none of them is known.
  ///   - words: those that are there.
  package init(asked: ServiceTier, answered words: [String]) {
    if asked == .batch {
      // Whatever its answer says, an item of a job is billed as one.
      (value, isAssumed, word) = (.batch, false, nil)
    } else if let known = words.lazy.compactMap({ ServiceTier(answered: $0) }).first {
      (value, isAssumed, word) = (known, false, nil)
    } else {
      // Nobody names the tier that everybody has.
      (value, isAssumed, word) = (asked, asked != .standard || !words.isEmpty, words.first)
    }
  }

  /// What is said of an assumption.
  package var note: String {
    let said = word.map { "names its tier '\($0.prefix(60))', which is not known" } ?? "does not name its tier"
    return "the answer \(said); the price of the tier that was asked for, \(value.rawValue), is assumed"
  }
}

/// What a call is booked with.
package struct Charge: Hashable, Sendable {
  /// Or `nil` where it is not known, which is not nothing.
  package let amount: Amount?
  /// Where the amount comes from, or why there is none.
  package let basis: String
  /// What people are told of it.
  package let notes: [String]
  /// What the known price comes to, where the gateway's own figure is booked.
  package let list: CostRange?

  package init(amount: Amount?, basis: String, notes: [String] = [], list: CostRange? = nil) {
    self.amount = amount
    self.basis = basis
    self.notes = notes
    self.list = list
  }
}

extension ModelCard {
  /// Returns what an answered call cost by this card's prices: tokens at the tier's price, the price of the call and of its searches; `nil`
  /// where a part of it is not known.
  func cost(of call: AnsweredCall, at gateway: GatewayProfile) -> CostRange? {
    guard let prices else { return nil }
    var total: CostRange? = .zero
    if !prices.value.isFlat {
      guard let usage = call.usage, call.picture.map({ believes(usage, accompanyingPictureOf: $0) }) ?? true,
        let tokens = cost(of: usage, tier: call.tier.value)
      else { return nil }
      total = tokens
    }
    if let flat = prices.value.perCall, call.hasResult || gateway.billsEmptyAnswers {
      total = total?.adding(CostRange(low: flat, high: flat))
    }
    guard call.searches.isGrounded || call.searches.queries > 0 else { return total }
    guard let search = searchPrice?.value.cost(of: call.searches) else { return nil }
    return total?.adding(CostRange(low: search, high: search))
  }

  /// What is said where the model searched more often than was set aside for.
  func excess(of use: SearchUse) -> [String] {
    guard let price = searchPrice?.value, price.unit == .query, use.queries > price.reservedQueries else { return [] }
    return ["the model made \(use.queries) search queries, more than the \(price.reservedQueries) that were set aside for; all are booked"]
  }
}
