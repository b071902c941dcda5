import ArgumentParser
import GatewayAPI

/// An amount of USD on the command line, such as `2.50`.
struct AmountArgument: ExpressibleByArgument {
  let amount: Amount

  init?(argument: String) {
    guard let amount = Amount(argument), amount >= .zero else { return nil }
    self.amount = amount
  }
}
