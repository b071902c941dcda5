import Diagnostics
import GatewayAPI
import TestSupport
import Testing

/// What a request says beside its pictures, held against what gateways take.
@Suite struct GenerateFieldTests {
  private func found(_ settings: String, at gateway: String, model: String = "gemini-3-pro-image") throws -> [Diagnostic] {
    try StageBench("generate", "{prompt: a, \(settings)}").complaints(model: model, gateways: [gateway])
  }

  @Test func `a field that the wire format has no place for is a mistake at its place`() throws {
    let complaints = try found("aspectRatio: \"1:1\", systemInstruction: be brief", at: "gravitex-images")
    let complaint = try #require(complaints.first)
    #expect(complaints.count == 1)
    #expect(complaint.severity == .error && complaint.id == "unsupported-field")
    #expect(complaint.message == "the gateway 'gravitex-images' has no place for 'systemInstruction'")
    #expect(complaint.position != nil)
  }

  @Test func `a field that the gateway does not document is a warning`() throws {
    let complaint = try #require(try found("aspectRatio: \"1:1\", temperature: 0.5", at: "serevix").first)
    #expect(complaint.severity == .warning && complaint.id == "undocumented-field")
    #expect(complaint.message.contains("'serevix' does not document 'temperature'"))
  }

  @Test func `quality belongs to the images dialect alone`() throws {
    #expect(try found("aspectRatio: \"1:1\", quality: high", at: "google").map(\.id) == ["unsupported-field"])
    #expect(try found("aspectRatio: \"1:1\", quality: high", at: "gravitex-images").isEmpty)
  }

  @Test func `a size that is passed on unseen is a warning`() throws {
    let complaints = try found("aspectRatio: \"1:1\", imageSize: 3K", at: "gravitex-images", model: "gemini-2.5-flash-image")
    #expect(complaints.map(\.id) == ["unverified-size"])
    #expect(complaints.map(\.severity) == [.warning])
  }

  @Test func `a prompt without words is a mistake`() throws {
    let complaints = try StageBench("generate", "{prompt: \" \", aspectRatio: \"1:1\"}").complaints()
    #expect(complaints.map(\.id) == ["empty-prompt"])
    #expect(complaints.first?.position != nil)
  }

  @Test func `a gateway that takes everything says nothing`() throws {
    let settings = "aspectRatio: \"1:1\", systemInstruction: be brief, temperature: 0.5, seed: 7, tools: [google_search]"
    #expect(try found(settings, at: "emulator").isEmpty)
    #expect(try found(settings, at: "google").isEmpty)
  }
}
