import BuiltIns
import GatewayAPI
import PipelineFixtures
import Testing

@Suite struct GatewayProfileTests {
  static let real = BuiltIns.gateways.filter { $0.billingDomain == .real }

  @Test func `no two profiles share a name, and the emulator comes first`() {
    let names = BuiltIns.gateways.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.first == "emulator")
    #expect(Set(["emulator", "google", "serevix", "theturbo", "cometapi", "native"]).isSubset(of: names))
  }

  @Test(arguments: BuiltIns.gateways) func `a profile's ratios, sizes and models are ones that exist`(_ profile: GatewayProfile) {
    let ratios = Set(BuiltIns.models.flatMap(\.aspectRatios))
    let sizes = Set(BuiltIns.models.flatMap(\.imageSizes))
    #expect(Set(profile.aspectRatios ?? []).isSubset(of: ratios))
    // The other dialect has words of its own for sizes.
    if profile.dialect.name == "gemini" { #expect(Set(profile.imageSizes ?? []).isSubset(of: sizes)) }
    #expect(profile.aspectRatios?.isEmpty != true)
    #expect(profile.imageSizes?.isEmpty != true)
    #expect(Set(profile.models).count == profile.models.count)
  }

  @Test(arguments: BuiltIns.gateways) func `a profile can be called`(_ profile: GatewayProfile) {
    if profile.dialect.name == "gemini" { #expect(profile.path.contains("{model}")) }
    #expect(profile.path.hasPrefix("/"))
    #expect(!profile.title.isEmpty)
    #expect(!profile.source.isEmpty)
    #expect(profile.verifiedOn <= CalendarDate(2026, 11, 30))
    #expect(profile.parallelCalls >= 1)
    #expect(profile.maximumImageBytes > 0 && profile.maximumImageBytes <= profile.maximumBodyBytes)
    #expect(profile.inputMediaTypes.contains("image/png") || profile.inputMediaTypes.contains("image/jpeg"))
  }

  @Test(arguments: real) func `a real gateway is billed, needs a key and is reached over https`(_ profile: GatewayProfile) {
    #expect(profile.isBilled)
    #expect(profile.authentication != .none)
    if let url = profile.baseURL { #expect(url.scheme == .https) }
  }

  @Test func `the emulator needs no key and costs nothing`() throws {
    let emulator = try #require(BuiltIns.gateways.first)
    #expect(emulator.billingDomain == .emulator)
    #expect(!emulator.needsKey)
    for card in BuiltIns.models {
      #expect(emulator.estimate(RequestShape(textByteCount: 100, inputImages: 3, imageSize: nil), card: card) == .zero)
    }
  }

  @Test(arguments: [
    ("google", ["GEMINI_API_KEY", "GOOGLE_API_KEY"]), ("cometapi", ["COMETAPI_KEY"]), ("serevix", ["SEREVIX_API_KEY"]),
    ("theturbo", ["THETURBO_API_KEY"]), ("gravitex", ["GRAVITEX_API_KEY"]), ("gravitex-images", ["GRAVITEX_API_KEY"]),
    ("laozhang", ["LAOZHANG_API_KEY"]), ("apiyi", ["APIYI_API_KEY"]), ("vertex-express", ["VERTEX_EXPRESS_API_KEY"]),
    ("openrouter", ["OPENROUTER_API_KEY"]),
  ])
  func `keys come from the documented variables`(_ name: String, _ variables: [String]) throws {
    let profile = try #require(BuiltIns.gateways.first { $0.name == name })
    #expect(profile.keySource.variables == variables)
    #expect(profile.needsKey)
  }
}
