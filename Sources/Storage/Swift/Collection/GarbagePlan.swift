/// What `ledger gc` would remove, item by item.
package struct GarbagePlan: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package enum Kind: String, Sendable {
      /// Judgements of local stages; they are made again for nothing.
      case localResults = "local-results"
      /// A stored file that was damaged and replaced.
      case quarantined
      /// A stored file that no exchange names.
      case unreferenced
      /// A temporary file of a dead process.
      case temporary
      /// A call's stored answer; its entry with what it cost stays.
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

/// Which stored answers may go as well. Without it none may.
package struct ExchangeSelection: Sendable {
  /// Milliseconds since 1970 UTC; only calls that were settled before.
  package let before: Int64
  /// Whether pictures that were paid for may go too, if no asset shows them.
  package let includesPaid: Bool
  /// Shown by assets, as lock files say it.
  package let bound: Set<ExchangeID>

  package init(before: Int64, includesPaid: Bool, bound: Set<ExchangeID>) {
    self.before = before
    self.includesPaid = includesPaid
    self.bound = bound
  }
}
