import BuiltIns
import Diagnostics
import Dialects
import GatewayAPI
import ImageCore
import Testing

/// What an entry of `gateways:` may say about limits and habits.
@Suite struct ProfileLimitsTests {
  private func read(_ settings: [(String, [String])]) -> (profile: GatewayProfile?, diagnostics: [Diagnostic]) {
    let entries = settings.enumerated().map { index, setting in
      let position = SourcePosition(line: index + 2, column: 10)
      let scalars = setting.1.map { Node.scalar(Node.Scalar($0, at: position)) }
      return Node.Entry(
        key: Node.Scalar(setting.0, at: SourcePosition(line: index + 2, column: 3)),
        value: scalars.count == 1 ? scalars[0] : .sequence(scalars, position))
    }
    return GatewayProfile.read(
      name: Node.Scalar("ours", at: SourcePosition(line: 1, column: 1)), node: .mapping(entries, SourcePosition(line: 2, column: 3)),
      builtIns: BuiltIns.gateways, dialects: BuiltIns.dialects.map(\.facts))
  }

  @Test func `a profile that starts from another keeps what it does not say`() throws {
    let theirs = try #require(BuiltIns.gateways.first { $0.name == "cometapi" })
    let ours = try #require(read([("like", ["cometapi"]), ("parallel", ["2"])]).profile)
    #expect(ours.parallelCalls == 2)
    #expect(ours.imagePartSpelling == theirs.imagePartSpelling)
    #expect(ours.aspectRatios == theirs.aspectRatios)
    #expect(ours.imageSizes == theirs.imageSizes)
    #expect(ours.models == theirs.models)
    #expect(ours.noWorkStatuses == theirs.noWorkStatuses)
    #expect(ours.undocumentedFields == theirs.undocumentedFields)
  }

  @Test func `every limit can be said`() throws {
    let result = read([
      ("like", ["serevix"]), ("models", ["a", "b"]), ("aspectRatios", ["1:1", "16:9"]), ("imageSizes", ["1K"]),
      ("mimeTypes", ["image/png"]),
      ("references", ["2"]), ("maximumImageBytes", ["1000"]), ("maximumBodyBytes", ["2000"]), ("parallel", ["3"]),
      ("requestsPerMinute", ["10"]), ("tokensPerMinute", ["5000"]), ("noWork", ["502", "524"]), ("alwaysSendImageSize", ["false"]),
      ("snakeCaseParts", ["true"]), ("fetchLinks", ["true"]),
    ])
    let profile = try #require(result.profile, "\(result.diagnostics)")
    #expect(profile.models == ["a", "b"])
    #expect(profile.aspectRatios == [AspectRatio(1, 1), AspectRatio(16, 9)])
    #expect(profile.imageSizes == ["1K"])
    #expect(profile.inputMediaTypes == ["image/png"])
    #expect(profile.maximumReferences == 2)
    #expect(profile.maximumImageBytes == 1_000)
    #expect(profile.maximumBodyBytes == 2_000)
    #expect(profile.parallelCalls == 3)
    #expect(profile.requestsPerMinute == 10)
    #expect(profile.tokensPerMinute == 5_000)
    #expect(profile.noWorkStatuses == [502, 524])
    #expect(profile.onlySizePolicy == .omitted)
    #expect(profile.imagePartSpelling == .snakeCase)
    #expect(profile.fetchesLinks)
  }

  @Test(arguments: [("noWork", "200"), ("parallel", "0"), ("aspectRatios", "wide"), ("mimeTypes", "png"), ("fetchLinks", "yes")])
  func `a value that is none is an error at its place`(_ key: String, _ value: String) {
    let result = read([("like", ["serevix"]), (key, [value])])
    #expect(result.profile == nil)
    #expect(result.diagnostics.map(\.id) == [.invalidValue])
    #expect(result.diagnostics.first?.position == SourcePosition(line: 3, column: 10))
  }
}
