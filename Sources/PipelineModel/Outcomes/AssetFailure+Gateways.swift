package import GatewayAPI

extension FailureCode {
  /// Returns the code of a call that gave no usable answer.
  package init(_ error: GatewayError) {
    self =
      if error.isThrottled {
        .rateLimited
      } else {
        switch error.classification {
        case .rejected(.authentication): .keyRefused
        case .rejected(.serviceRefused): .serviceRefused
        case .rejected(.modelNotServed): .modelNotServed
        case .rejected(.quotaExhausted): .quotaExhausted
        case .rejected(.noWorkStarted): .overloaded
        case .rejected(.badRequest): .requestRefused
        case .rejected(.redirected): .redirected
        case .rejected(.serverFailed): .gatewayFailed
        case .invalidRequest: .invalidRequest
        case .notSent: .notSent
        case .unknown: .unknownExchange
        case .undecodable: .unreadableAnswer
        }
      }
  }
}

extension AssetFailure {
  /// Returns the failure of a call that gave no usable answer, by the gateway's own code.
  package init(ofCall error: GatewayError) {
    let kind: Kind = error.isQuota ? .quota : error.isEnvironment ? .environment : .asset
    self.init(kind, FailureCode(error), error.message)
  }
}
