import FoundationEssentials

/// A value of the ledger in a file of the shared folder.
enum SharedValue: Codable, Hashable, Sendable {
  case text(String)
  case integer(Int64)
  case none

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .none
      return
    }
    do {
      // Most values are texts, and an attempt that fails takes its time.
      self = .text(try container.decode(String.self))
    } catch is DecodingError {
      self = .integer(try container.decode(Int64.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .integer(let number): try container.encode(number)
    case .none: try container.encodeNil()
    }
  }
}

/// A call as the ledger has it, by its columns, for machines that have ledgers of their own.
package struct SharedCall: Codable, Hashable, Sendable {
  var values: [String: SharedValue]
  package let id: ExchangeID
  package let key: Digest
  package let run: RunID
  package private(set) var state: ExchangeState

  /// - Returns: `nil` for values that are no call's.
  init?(_ values: [String: SharedValue]) {
    func text(_ name: String) -> String? { if case .text(let text)? = values[name] { text } else { nil } }
    guard let id = text("id").flatMap({ ExchangeID($0) }), let key = text("key").flatMap({ Digest(hex: $0) }),
      let run = text("run").flatMap({ RunID($0) }), let state = text("state").flatMap({ ExchangeState(rawValue: $0) })
    else { return nil }
    self.values = values
    (self.id, self.key, self.run, self.state) = (id, key, run, state)
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.singleValueContainer().decode([String: SharedValue].self)
    guard let call = SharedCall(values) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "the values are no call's"))
    }
    self = call
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }

  /// Returns the call in another state.
  /// - Parameter reason: the reason why it is in that state, or `nil` to leave the one that it has.
  package func with(_ state: ExchangeState, because reason: String? = nil) -> SharedCall {
    var call = self
    call.state = state
    call.values["state"] = .text(state.rawValue)
    if let reason { call.values["reason"] = .text(reason) }
    return call
  }

  /// Returns the call with the number that it has on all machines.
  func numbered(_ number: Int) -> SharedCall {
    var call = self
    call.values["attempt"] = .integer(Int64(number))
    return call
  }

  private func text(_ name: String) -> String? { if case .text(let text)? = values[name] { text } else { nil } }
  private func integer(_ name: String) -> Int64? { if case .integer(let number)? = values[name] { number } else { nil } }

  package var asset: String { text("asset") ?? "" }
  package var pipeline: String { text("pipeline") ?? "" }
  package var billingDomain: BillingDomain? { text("lane").flatMap { BillingDomain(rawValue: $0) } }
  package var outcome: String? { text("outcome") }
  package var reason: String? { text("reason") }

  /// What counts as spent for it, in 10⁻⁹ USD: its cost, else what was set aside, else `nil`. Nothing was spent on what was not sent.
  package var spent: Int64? {
    if state == .notSent { return 0 }
    return [integer("cost"), integer("reserved")].compactMap(\.self).first { RecordRules.amounts.contains($0) }
  }

  /// The stored body of its answer.
  package var body: Blob? { blob("body") }
  /// The picture that its answer holds.
  package var picture: Blob? { blob("picture") }

  private func blob(_ name: String) -> Blob? {
    guard let digest = text("\(name)Digest").flatMap({ Digest(hex: $0) }), let size = integer("\(name)Size"), size >= 0 else { return nil }
    return Blob(digest: digest, size: Int(size))
  }
}
