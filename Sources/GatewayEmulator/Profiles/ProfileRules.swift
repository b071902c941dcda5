import Dialects
import GatewayAPI

/// The rules of an imitated gateway, whatever its dialect: its kind of key.
struct ProfileRules: Sendable {
  let profile: GatewayProfile

  func check(_ authentication: ReceivedRequest.Authentication) throws(WireFailure) {
    let accepted: Set<ReceivedRequest.Authentication> =
      switch profile.authentication {
      case .bearer: [.bearer]
      case .googleAPIKey: [.googleAPIKey, .query]
      case .raw: [.raw]
      case .none: [.none, .bearer, .googleAPIKey, .raw, .query, .several]
      }
    guard !accepted.contains(authentication) else { return }
    throw profile.errorFormat == .google
      ? .missingKey
      : WireFailure(
        code: 401, status: "UNAUTHENTICATED",
        message:
          "Invalid token: this gateway takes its key as \(profile.authentication.rawValue), and it came as \(authentication.rawValue).")
  }
}
