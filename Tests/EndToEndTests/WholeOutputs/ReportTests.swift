import Foundation
import GatewayEmulator
import ImageCore
import Testing

/// The contact sheet as a file: what stands in it, where its links lead, and when it is written.
@Suite struct ReportTests {
  static func pipeline(_ gateway: String, prompt: String = "A lamp on a pier", variants: Int = 2) -> String {
    """
    version: 1
    name: lamps
    model: gemini-3.1-flash-image
    sources: in/*
    matrix: {season: [spring, winter]}
    asset: "lamp-${season}"
    output: out
    stages:
      - decode: "${source}"
      - normalize: {longest: 64}
      - generate: {prompt: \(prompt), aspectRatio: "1:1", imageSize: "512", variants: \(variants)}
      - decode: result
      - verify: {}
      - thumbnails: [{name: icon, longest: 32, format: png, provenance: xmp}]
    \(gateway)
    """
  }

  @Test func `a run leaves a page with all that was asked, made and paid`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "in/lamp one.jpg")
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, prompt: "'A lamp in ${season}, see https://style.example/a'"), to: "lamps.yaml")
      let ending = try await Program.run("run", "lamps.yaml", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(ending.output.contains("out/index.html"))
      let page = try Page(scratch)
      #expect(page.assets == ["lamp-spring", "lamp-winter"])
      #expect(page.states == ["complete", "complete"])
      #expect(page.text.contains("A lamp in winter, see https:&#47;&#47;style.example/a"))
      let source = try #require(page.pictures.first { $0.path == "../in/lamp%20one.jpg" })
      let upright = MarkedPicture.upright().size
      #expect((source.width, source.height) == (upright.width, upright.height), "the size is that of the upright picture")
      #expect(page.pictures.allSatisfy { $0.isLazy })
      #expect(page.pictures.count { $0.path.contains("lamp-spring/original") } == 2, "variants stand side by side")
      for fact in ["gemini-3.1-flash-image", "ours", "1:1, 512 (512 × 512)", "USD", "passed", "as asked"] {
        #expect(page.text.contains(fact), "\(fact)")
      }
      try page.expectTargets(in: scratch)
      let manifest = try scratch.manifest()
      #expect(manifest["index.html"] == nil && manifest.files.count == 8)
    }
  }

  @Test func `the page says where the files come from, and names a C2PA manifest`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "in/lamp one.jpg")
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "lamps.yaml")
      #expect(try await Program.run("run", "lamps.yaml", in: scratch).code == 0)
      let page = try Page(scratch)
      #expect(page.text.contains("the files say that a model edited a picture (compositeWithTrainedAlgorithmicMedia)"))
      #expect(!page.text.contains("C2PA"))
      // No emulator signs what it draws, so the manifest is told that there is one.
      let manifest = try scratch.text("out/manifest.json")
      try scratch.write(
        manifest.replacing("\"kind\":\"original\"", with: "\"c2pa\":true,\"kind\":\"original\""), to: "out/manifest.json")
      #expect(try await Program.run("report", "lamps.yaml", in: scratch).code == 0)
      #expect(try Page(scratch).text.contains("the original holds a C2PA manifest, which was not verified"))
    }
  }

  @Test func `nothing from outside becomes markup or an address`() async throws {
    let scratch = try Scratch()
    let name = #"a "b" <script>alert(1)<_script> #1 100%?&'.png"#
    try scratch.write(try MarkedPicture.translucentPNG(), to: "in/\(name)")
    let words = "</script><script>alert(2)</script> http://refused.example"
    try await withGateway(.init(prompt: "winter", .textOnly(words))) { emulator in
      let prompt = #""<script>alert(3)</script> ${season} '\"onerror=x\"' https://one.example//two &amp;""#
      try scratch.write(Self.pipeline(emulator.gateway, prompt: prompt), to: "lamps.yaml")
      #expect(try await Program.run("run", "lamps.yaml", in: scratch).code == 1)
      let page = try Page(scratch)
      #expect(page.text.components(separatedBy: "<script").count == 2, "the page's own script is the only one")
      #expect(!page.text.contains("http://") && !page.text.contains("https://"))
      #expect(!page.text.contains("\"onerror"))
      #expect(page.text.contains("&lt;script&gt;alert(3)&lt;/script&gt;") || page.text.contains("&lt;script&gt;alert(3)"))
      #expect(page.states.sorted() == ["complete", "failed"])
      #expect(page.text.contains("the model answered with text only"))
      #expect(page.text.contains("http:&#47;&#47;refused.example"), "the model's words are there to be read")
      try page.expectTargets(in: scratch)
    }
  }

  @Test func `the policy allows nothing but this page's own style and script`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/lamp.webp")
    try scratch.write(Self.pipeline(""), to: "lamps.yaml")
    #expect(try await Program.run("report", "lamps.yaml", in: scratch).code == 0)
    let page = try Page(scratch)
    let policy = try #require(page.first(#"Content-Security-Policy" content="([^"]*)""#))
    #expect(policy.hasPrefix("default-src 'none'; img-src 'self' file:; "))
    for element in ["style", "script"] {
      let body = try #require(page.first("<\(element)>(?s:(.*?))</\(element)>"))
      let digest = sha256(Data(body.utf8))
      let bytes = stride(from: 0, to: 64, by: 2).compactMap { UInt8(digest.dropFirst($0).prefix(2), radix: 16) }
      #expect(policy.contains("\(element)-src 'sha256-\(Data(bytes).base64EncodedString())'"))
    }
    #expect(page.first(#"( style=| on[a-z]+=)"#) == nil, "what the policy forbids is not there")
    #expect(page.states == ["pending", "pending"], "without a run there is nothing yet")
  }

  @Test func `a page that has not changed is not written again`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/lamp.webp")
    try await withGateway(.init(prompt: "winter", .finishReason("IMAGE_SAFETY"))) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, prompt: "'A lamp in ${season}'"), to: "lamps.yaml")
      #expect(try await Program.run("run", "lamps.yaml", in: scratch).code == 1)
      let first = try scratch.files(in: "out")["index.html"]
      #expect(try await Program.run("run", "lamps.yaml", "--jobs", "1", in: scratch).code == 1)
      #expect(try await Program.run("run", "lamps.yaml", "--only", "lamp-spring", "--prune", "--no-report", in: scratch).code == 2)
      #expect(try await Program.run("run", "lamps.yaml", "--only", "lamp-spring", in: scratch).code == 0)
      let report = try await Program.run("report", "lamps.yaml", "--format", "json", in: scratch, removing: ["OURS_API_KEY"])
      #expect(report.code == 0, "\(report.errors)")
      #expect(report.output.contains("\"changed\":false") && report.output.contains("\"failed\":1"))
      #expect(try await Program.run("run", "lamps.yaml", "--prune", in: scratch).code == 1)
      #expect(try scratch.files(in: "out")["index.html"] == first)
      #expect(await emulator.requestCount == 4)
    }
  }

  @Test func `the command names the store that a variable has named`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.heic(), to: "in/lamp.heic")
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "lamps.yaml")
      let ending = try await Program.running(["run", "lamps.yaml"], in: scratch, environment: ["AQUATINT_STORE": "elsewhere"]) { _ in }
      #expect(ending.code == 0, "\(ending.errors)")
      let page = try Page(scratch)
      #expect(!page.picks.isEmpty && page.picks.allSatisfy { $0.contains(" --store ") && $0.hasSuffix("elsewhere") }, "\(page.picks)")
      // Browsers do not show HEIC, so there is a link to the file and no picture of it.
      #expect(!page.pictures.contains { $0.path.hasSuffix(".heic") })
      #expect(page.text.contains("HEIC; browsers do not show it"))
    }
  }

  @Test func `the command that the page offers shows an earlier answer again`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/lamp.webp")
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, prompt: "'A lamp in ${season}'", variants: 1), to: "lamp's.yaml")
      func run(_ options: String...) async throws -> Page {
        let ending = try await Program.running(["run", "lamp's.yaml", "--store", "my store"] + options, in: scratch) { _ in }
        #expect(ending.code == 0, "\(ending.errors)")
        return try Page(scratch)
      }
      let before = try await run()
      #expect(before.picks.count == 2)
      let after = try await run("--refresh", "lamp-spring")
      #expect(after.picks.count == 3, "the earlier answer can be chosen too")
      try after.expectTargets(in: scratch)
      let command = try #require(after.picks.first { before.picks.contains($0) && $0.contains("lamp-spring") })
      #expect(command.hasPrefix(#"aquatint pick 'lamp'\''s.yaml' lamp-spring "#) && command.hasSuffix(" --store 'my store'"))
      let id = try #require(command.split(separator: " ").first { $0.count == 16 && $0.allSatisfy(\.isHexDigit) })
      let pick = try await Program.run("pick", "lamp's.yaml", "lamp-spring", String(id), "--store", "my store", in: scratch)
      #expect(pick.code == 0, "\(pick.errors)")
      let picked = try await run()
      #expect(picked.pictures.map(\.path) != after.pictures.map(\.path))
      #expect(await emulator.requestCount == 3, "one for each asset, and one that was asked for again")
    }
  }

  @Test func `of two answers with the same bytes the one that was picked is the one that is shown`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "in/lamp one.jpg")
    // The emulator of each run begins anew and draws the same again.
    try scratch.write(Self.pipeline("", variants: 1), to: "lamps.yaml")
    #expect(try await Program.run("run", "lamps.yaml", "--only", "lamp-spring", in: scratch).code == 0)
    #expect(try await Program.run("run", "lamps.yaml", "--only", "lamp-spring", "--refresh", "lamp-spring", in: scratch).code == 0)
    let history = try await Program.run("ledger", "history", "lamps.yaml", "lamp-spring", in: scratch).lines
    #expect(history.count == 2)
    let first = try #require(history.first?.prefix(16))
    #expect(try await Program.run("pick", "lamps.yaml", "lamp-spring", String(first), in: scratch).code == 0)
    #expect(try await Program.run("run", "lamps.yaml", "--only", "lamp-spring", in: scratch).code == 0)
    let text = try Page(scratch).text
    #expect(text.components(separatedBy: "shown here").count == 2, "once")
    let place = try #require(text.range(of: "shown here"))
    let next = text[place.upperBound...].components(separatedBy: "<code>").dropFirst().first ?? ""
    #expect(next.hasPrefix(first), "the first one's id stands with it")
  }

  @Test func `somebody else's index stays, and the run is none the worse`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/lamp.webp")
    try scratch.write("<p>mine</p>", to: "out/index.html")
    try scratch.write(Self.pipeline(""), to: "lamps.yaml")
    let ending = try await Program.run("run", "lamps.yaml", in: scratch)
    #expect(ending.code == 0 && ending.errors.contains("is not a page of this program"))
    let report = try await Program.run("report", "lamps.yaml", in: scratch)
    #expect(report.code == 3 && report.errors.contains("is not a page of this program"))
    #expect(try scratch.text("out/index.html") == "<p>mine</p>")
    try scratch.remove("out/index.html")
    #expect(try await Program.run("run", "lamps.yaml", "--no-report", in: scratch).code == 0)
    #expect(!scratch.exists("out/index.html"))
  }

  @Test func `a chain without calls has its page too`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.heic(), to: "in/lamp.heic")
    try scratch.write("no picture", to: "in/note.jpg")
    try scratch.write(
      """
      version: 1
      sources: in/*
      asset: "${source.stem}"
      output: out
      stages:
        - decode: "${source}"
        - normalize: {longest: 16, mime: [image/png]}
      """, to: "inbox.yaml")
    #expect(try await Program.run("run", "inbox.yaml", in: scratch).code == 1)
    let page = try Page(scratch)
    #expect(page.assets == ["lamp", "note"])
    #expect(page.states == ["complete", "failed"])
    #expect(page.pictures.contains { $0.path == "lamp/normalized.png" && $0.width != nil })
    #expect(!page.text.contains("USD") && page.picks.isEmpty)
    try page.expectTargets(in: scratch)
  }
}
