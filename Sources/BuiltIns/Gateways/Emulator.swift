import Dialects
import GatewayAPI

extension BuiltIns {
  /// The server that this program starts itself; it gets its address when it runs.
  static var emulator: GatewayProfile {
    var profile = GatewayProfile(
      name: "emulator", title: "Aquatint's own emulator, on this machine", dialect: GeminiDialect.facts, source: "this program",
      verifiedOn: CalendarDate(2026, 11, 21))
    profile.authentication = .none
    profile.isBilled = false
    profile.takesStore = true
    profile.tiers = [.flex, .standard, .priority, .batch]
    profile.billingDomain = .emulator
    return profile
  }
}
