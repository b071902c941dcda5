import BuiltIns
import GatewayAPI
import Testing

@Suite struct SmallTypeTests {
  @Test(arguments: ["0", "-1", "0.70", "1e3", "12.5E-2"]) func `is a number`(_ text: String) {
    #expect(NumberText(text)?.text == text)
  }

  @Test(arguments: ["", "-", "01", "+1", ".5", "1.", "1e", "NaN", "0x1", "1 ", "1,0"]) func `is no number`(_ text: String) {
    #expect(NumberText(text) == nil)
  }

  @Test func `a tool's name in both spellings`() throws {
    for name in ["googleSearch", "google_search"] {
      let tool = try #require(Tool(name))
      #expect(tool.camelCase == "googleSearch")
      #expect(tool.snakeCase == "google_search")
    }
    #expect(Tool("google-search") == nil)
  }

  @Test func `dates`() {
    #expect(CalendarDate("2026-11-21") == CalendarDate(2026, 11, 21))
    #expect(CalendarDate("2026-13-01") == nil)
    #expect(CalendarDate(2026, 1, 2).description == "2026-01-02")
  }

  @Test func `timeouts by size class`() {
    let timeouts = GatewayProfile.Timeouts.usual
    #expect(timeouts.timeout(for: .half) == .seconds(180))
    #expect(timeouts.timeout(for: .one) == .seconds(180))
    #expect(timeouts.timeout(for: .two) == .seconds(360))
    #expect(timeouts.timeout(for: .four) == .seconds(600))
    #expect(timeouts.timeout(for: nil) == .seconds(600))
  }

  @Test(arguments: [
    ("google", ["GEMINI_API_KEY", "GOOGLE_API_KEY"]), ("serevix", ["SEREVIX_API_KEY"]), ("theturbo", ["THETURBO_API_KEY"]),
    ("cometapi", ["COMETAPI_KEY"]),
    ("native", []), ("emulator", []),
  ]) func `key variables of the built-in gateways`(_ name: String, _ variables: [String]) throws {
    #expect(try #require(BuiltIns.gateways.first { $0.name == name }).keySource.variables == variables)
  }

  @Test func `the first variable that is set counts`() {
    let source = KeySource.environment(["A", "B"])
    #expect(source.resolve { ["A": "", "B": "b"][$0] } == APIKey("b"))
    #expect(source.resolve { ["A": "a", "B": "b"][$0] } == APIKey("a"))
    #expect(source.resolve { _ in nil } == nil)
    #expect(source.resolve { _ in "two words" } == nil)
  }
}
