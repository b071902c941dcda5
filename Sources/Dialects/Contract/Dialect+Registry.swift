package import GatewayAPI

extension [any Dialect] {
  /// Returns the dialect of a gateway.
  /// - Precondition: it is one of these; profiles are read with the facts of the same ones.
  package func dialect(of profile: GatewayProfile) -> any Dialect {
    guard let dialect = first(where: { $0.facts.name == profile.dialect.name }) else {
      preconditionFailure("no dialect '\(profile.dialect.name)' is registered")
    }
    return dialect
  }
}
