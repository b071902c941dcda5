import GatewayAPI
import GatewayClient
import Testing

/// Pictures that an answer only links to.
@Suite struct LinkTests {
  private static let fetcher = LinkedPictureFetcher(environment: ClientEnvironment { _ in nil })

  private func answer(_ text: String) throws -> GenerationAnswer {
    try readAnswer(#"{"candidates":[{"content":{"parts":[{"text":"\#(text)"}]},"finishReason":"STOP"}]}"#)
  }

  private func local(fetches: Bool = true) -> GatewayProfile {
    var profile = GatewayProfile.local(port: 0)
    profile.fetchesLinks = fetches
    return profile
  }

  @Test func `a picture in Markdown is a link, a link to a page is none`() throws {
    #expect(try answer("Here: ![it](https://a.example/1.png) and [more](https://a.example/)").links == ["https://a.example/1.png"])
    #expect(
      try answer("![a](https://a.example/1.png)![b](http://b.example/2.png)").links == [
        "https://a.example/1.png", "http://b.example/2.png",
      ])
    #expect(try answer("![a](https://a.example/never-closed").links == [])
    #expect(try answer("![a](data:image/png;base64,\(pngBase64))").links == [])
  }

  @Test func `fileData and url are links`() throws {
    let file = try readAnswer(
      #"{"candidates":[{"content":{"parts":[{"file_data":{"file_uri":"https://a.example/1.png"}}]}}]}"#)
    #expect(file.links == ["https://a.example/1.png"])
    #expect(try readAnswer(#"{"data":[{"url":"https://a.example/2.png"}]}"#).links == ["https://a.example/2.png"])
  }

  @Test(arguments: [
    ("http://a.example/1.png", "only https"), ("https://127.0.0.1/1.png", "not at a public address"),
    ("https://127.0.0.1:8443/1.png", "not at a public address"), ("https://10.1.2.3/1.png", "not at a public address"),
    ("https://169.254.169.254/latest", "not at a public address"), ("https://[::1]/1.png", "not at a public address"),
    ("https://[fd00::1]/1.png", "not at a public address"), ("https://localhost/1.png", "not at a public address"),
    ("https://user@a.example/1.png", "user name"), ("ftp://a.example/1.png", "only https"),
  ])
  func `an address that could reach into this network is not asked`(_ link: String, _ words: String) async throws {
    let completed = await Self.fetcher.completing(try answer("![x](https://x.example/)").with(link: link), from: local())
    #expect(completed.images.isEmpty)
    #expect(completed.defects.count == 1)
    #expect(completed.defects.first?.contains(words) == true, "\(completed.defects)")
  }

  @Test func `nothing is asked where the profile does not allow it, or the answer has a picture`() async throws {
    let linked = try answer("![x](https://127.0.0.1/1.png)")
    #expect(await Self.fetcher.completing(linked, from: local(fetches: false)) == linked)
    let both = try readAnswer(
      #"{"candidates":[{"content":{"parts":[{"text":"![x](https://127.0.0.1/1.png)"},{"inlineData":{"mimeType":"image/png","data":"\#(pngBase64)"}}]}}]}"#
    )
    #expect(await Self.fetcher.completing(both, from: local()) == both)
  }

  @Test func `a proxy is not asked to look names up`() async throws {
    let fetcher = LinkedPictureFetcher(environment: ClientEnvironment { $0 == "HTTPS_PROXY" ? "http://127.0.0.1:9" : nil })
    let completed = await fetcher.completing(try answer("![x](https://93.184.215.14/1.png)"), from: local())
    #expect(completed.defects.first?.contains("proxy") == true)
  }

  @Test func `a fetched picture takes the place of its address`() throws {
    let linked = try answer("![x](https://a.example/1.png)")
    let image = AnswerImage(bytes: pngBytes, declaredMediaType: "image/png", origin: .link)
    let completed = linked.replacing(link: "https://a.example/1.png", by: image)
    guard case .picture(let choice) = GenerationOutcome.of(completed, wants: [.image]) else {
      Issue.record("no picture")
      return
    }
    #expect(choice.chosen == image)
  }
}

extension GenerationAnswer {
  /// The same answer with another address.
  fileprivate func with(link: String) -> GenerationAnswer {
    var copy = self
    copy.candidates = [AnswerCandidate(parts: [AnswerPart(.link(link))])]
    return copy
  }
}
