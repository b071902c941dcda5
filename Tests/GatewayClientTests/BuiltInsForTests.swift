import BuiltIns
import GatewayAPI

enum BuiltInsForTests {
  static let flash25 = BuiltIns.models.card(for: "gemini-2.5-flash-image")
}
