/// The items that `ledger gc` would remove.
package struct GarbagePlan: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package enum Kind: String, Sendable {
      /// Judgements of local stages, which are repeated at no cost.
      case localResults = "local-results"
      /// A stored file that was damaged and replaced.
      case quarantined
      /// A stored file that no exchange refers to.
      case unreferenced
      /// A temporary file of a dead process.
      case temporary
      /// A call's stored answer; its entry with its cost stays.
      case exchange
    }

    package let kind: Kind
    /// A path relative to the store, or the id of an exchange.
    package let name: String
    package let bytes: Int
    package let why: String
  }

  package let items: [Item]

  package var bytes: Int { items.reduce(0) { $0 + $1.bytes } }

  package func items(of kind: Item.Kind) -> [Item] { items.filter { $0.kind == kind } }
}

/// The stored answers that may be removed as well; without a selection none may.
package struct ExchangeSelection: Sendable {
  /// Milliseconds since 1970 UTC; only calls that were settled before are selected.
  package let before: Int64
  /// Indicates whether paid pictures may be removed too, if no asset uses them.
  package let includesPaid: Bool
  /// Exchanges that assets use, by their lock files.
  package let bound: Set<ExchangeID>

  package init(before: Int64, includesPaid: Bool, bound: Set<ExchangeID>) {
    self.before = before
    self.includesPaid = includesPaid
    self.bound = bound
  }
}
