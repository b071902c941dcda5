import GatewayAPI

/// How many parts of a plan run at a time.
enum RunsAtOnce {
  static let range = 1...1_000_000

  /// Refuses more runs at a time than a gateway allows calls or tokens a minute.
  static func require(_ runs: Int, dividing gateways: [GatewayProfile]) throws {
    for gateway in gateways {
      guard let (name, limit) = gateway.indivisibleLimit(among: runs) else { continue }
      throw CommandFailure(.wrongInput, "--at-once \(runs): gateway '\(gateway.name)' has only \(limit) '\(name)' to divide")
    }
  }
}
