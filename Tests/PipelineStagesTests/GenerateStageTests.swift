import BuiltIns
import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel
import TestSupport
import Testing

@Suite struct GenerateStageTests {
  private let picture = TestPictures.gradient(PixelSize(40, 20))
  private let card = BuiltIns.models.card(for: "gemini-3-pro-image")

  private func stage(_ settings: String) throws -> any GenerationStage {
    try #require(try StageBench("generate", settings).stage as? any GenerationStage)
  }

  private func fields(_ settings: String) throws -> [String: String] {
    Dictionary(uniqueKeysWithValues: try stage(settings).keyFields.map { ($0.name, $0.value) })
  }

  private func png(_ raster: Raster) throws -> [UInt8] { try StageBench.writer.write(raster, as: FormatID("png")) }

  private func images(_ request: GenerationRequest) -> [(bytes: [UInt8], type: String)] {
    request.contents.flatMap(\.parts).compactMap { part in
      if case .image(let bytes, let type) = part.payload { (bytes, type) } else { nil }
    }
  }

  @Test func `the prompt comes first, then the input, then the references in their order`() async throws {
    var bench = try StageBench("generate", "{prompt: a lawn, aspectRatio: \"4:3\", references: [b.png, a.png]}")
    bench.files = [
      "a.png": try png(TestPictures.gradient(PixelSize(10, 30))), "b.png": try png(TestPictures.gradient(PixelSize(30, 10))),
    ]
    bench.asked = AskedPicture(ratio: AspectRatio(4, 3), imageSize: nil, expected: nil)
    let format = try #require(StageBench.codecs.codec(for: FormatID("png"))?.format)
    let input = EncodedPicture(bytes: try png(picture), format: format, size: picture.size)
    let request = try await bench.request(.encoded(input)).request
    #expect(request.model == "tiny-image")
    #expect(request.aspectRatio == AspectRatio(4, 3))
    #expect(request.imageSize == nil)
    #expect(request.responseModalities == [.image])
    #expect(request.contents.count == 1)
    #expect(request.contents[0].role == .user)
    #expect(request.contents[0].parts.first?.payload == .text("a lawn"))
    let sent = images(request)
    #expect(sent.first?.bytes == input.bytes && sent.first?.type == "image/png", "what was prepared goes out as it is")
    let sizes = try sent.map { try StageBench.reader.open($0.bytes).header.size }
    #expect(sizes == [PixelSize(40, 20), PixelSize(30, 10), PixelSize(10, 30)])
  }

  @Test func `a reference leaves the machine as pixels only, prepared like the source`() async throws {
    var bench = try StageBench("generate", "{prompt: a lawn, aspectRatio: auto, references: [style.jpg]}")
    let plain = try StageBench.writer.write(picture, as: FormatID("jpeg"))
    bench.files["style.jpg"] = JPEGBytes.inserting(exif: EXIFBlock(orientation: 6, hasGPS: true).bytes, into: plain)
    bench.preparer = try StageBench("normalize", "{longest: 20, mime: image/webp}").stage as? any PreparingStage
    let sent = images(try await bench.request().request)
    #expect(sent.map(\.type) == ["image/webp"])
    let bytes = try #require(sent.first?.bytes)
    #expect(try StageBench.reader.open(bytes).header.size == PixelSize(10, 20), "upright and small")
    #expect(try StageBench.reader.open(bytes).metadata().exif == nil)
  }

  @Test func `pixels and results are prepared before they go out`() async throws {
    let bench = try StageBench("generate", "{prompt: at night, aspectRatio: auto}")
    let first = try await bench.request(.raster(picture))
    let bytes = try png(picture)
    let format = try #require(StageBench.codecs.codec(for: FormatID("png"))?.format)
    let answered = AnsweredPicture(format: format, size: picture.size) { try StageBench.reader.open(bytes) }
    let second = try await bench.request(.result(answered))
    let sent = [first, second].map { images($0.request) }
    #expect(sent.map(\.count) == [1, 1])
    #expect(sent[0].first?.bytes == sent[1].first?.bytes)
    #expect(sent[1].first?.bytes != bytes, "what a model returned is not sent back as it came")
  }

  @Test func `everything that was set is in the request`() async throws {
    var bench = try StageBench(
      "generate",
      """
          prompt: a lawn
          aspectRatio: auto
          imageSize: 2K
          systemInstruction: be calm
          responseModalities: [TEXT, IMAGE]
          temperature: 0.7
          topP: 0.9
          topK: 40
          seed: -7
          maxOutputTokens: 100
          quality: high
          tools: [google_search]
          safetySettings: [{category: HARM, threshold: OFF}]
      """)
    bench.asked = try stage("{prompt: a lawn, aspectRatio: auto, imageSize: 2K}").asked(input: nil, card: card)
    let request = try await bench.request().request
    #expect(request.aspectRatio == nil)
    #expect(request.imageSize == "2K")
    #expect(request.systemInstruction == "be calm")
    #expect(request.responseModalities == [.text, .image])
    #expect(
      [request.temperature, request.topP, request.topK, request.seed, request.maxOutputTokens].map { $0?.text } == [
        "0.7", "0.9", "40", "-7", "100",
      ])
    #expect(request.quality == "high")
    #expect(request.tools.map(\.camelCase) == ["googleSearch"])
    #expect(request.safetySettings == [SafetySetting(category: "HARM", threshold: "OFF")])
  }

  @Test func `match takes the model's nearest ratio, and auto none`() throws {
    let match = try stage("{prompt: a, aspectRatio: match}")
    #expect(match.asksForRatio)
    for (size, ratio) in [
      (PixelSize(4_000, 3_000), AspectRatio(4, 3)), (PixelSize(1_080, 1_920), AspectRatio(9, 16)), (PixelSize(500, 499), AspectRatio(1, 1)),
      (PixelSize(10_000, 100), AspectRatio(21, 9)),
    ] {
      let asked = match.asked(input: size, card: card)
      #expect(asked.ratio == ratio)
      #expect(asked.expected == card?.expectedSize(ratio, nil))
    }
    #expect(match.asked(input: nil, card: card).ratio == nil)
    #expect(match.asked(input: PixelSize(16, 9), card: nil).ratio == AspectRatio(16, 9), "an unknown model has the common ones")
    let auto = try stage("{prompt: a, aspectRatio: auto}")
    #expect(!auto.asksForRatio)
    #expect(auto.asked(input: PixelSize(4, 3), card: card) == AskedPicture(ratio: nil, imageSize: nil, expected: nil))
  }

  @Test func `what is asked knows the card's pixels`() throws {
    let stage = try stage("{prompt: a, aspectRatio: \"16:9\", imageSize: 2K}")
    let asked = stage.asked(input: nil, card: card)
    #expect(asked == AskedPicture(ratio: AspectRatio(16, 9), imageSize: "2K", expected: PixelSize(2_752, 1_536)))
  }

  @Test func `defaults are written out in the key and what is not given is not in it`() throws {
    #expect(
      try fields("{prompt: a lawn, aspectRatio: \"4:3\"}") == [
        "prompt": "a lawn", "aspectRatio": "4:3", "imageSize": "1K", "responseModalities": "IMAGE",
      ])
    #expect(try fields("{prompt: a, responseModalities: [TEXT]}") == ["prompt": "a", "responseModalities": "TEXT"])
    #expect(
      try fields("{prompt: a, aspectRatio: match}")["aspectRatio"] == "match", "what it comes to depends on the input, which is in the key")
    #expect(try fields("{prompt: a, aspectRatio: 16:9}")["aspectRatio"] == "16:9")
    #expect(try fields("{prompt: a, aspectRatio: auto, quality: high}")["quality"] == "high")
    let tools = try fields("{prompt: a, aspectRatio: auto, tools: [googleSearch, url_context]}")
    #expect(tools["tools.1"] == "google_search" && tools["tools.2"] == "url_context")
    #expect(try fields("{prompt: a, aspectRatio: auto, safetySettings: [{category: H, threshold: OFF}]}")["safetySettings.H"] == "OFF")
  }

  @Test func `one category twice is a mistake and not the end of the program`() throws {
    let found = try StageBench(
      "generate", "{prompt: a, aspectRatio: auto, safetySettings: [{category: H, threshold: A}, {category: H, threshold: B}]}"
    ).complaints()
    #expect(found.map(\.message) == ["'safetySettings' names a category twice"])
  }

  @Test func `a picture needs a ratio and words do not`() throws {
    #expect(try StageBench("generate", "{prompt: a}").complaints().map(\.message) == ["'generate' needs 'aspectRatio'"])
    #expect(try StageBench("generate", "{prompt: a, responseModalities: [TEXT]}").complaints().isEmpty)
    #expect(try StageBench("generate", "{aspectRatio: auto}").complaints().map(\.message) == ["'generate' needs 'prompt'"])
    #expect(
      try StageBench("generate", "{prompt: a, aspectRatio: match}").complaints(hasInput: false).map(\.message) == [
        "'match' needs a picture to match, and none comes in here"
      ])
  }

  @Test(arguments: [
    ("aspectRatio: \"8:1\"", "gemini-3-pro-image", "emulator", "'8:1' is not a ratio that the model 'gemini-3-pro-image' has"),
    ("aspectRatio: \"4:5\"", "gemini-2.5-flash-image", "serevix", "'4:5' is not a ratio that the gateway 'serevix' has"),
    (
      "aspectRatio: \"1:1\", imageSize: 512", "gemini-3-pro-image", "emulator",
      "'512' is not a size that the model 'gemini-3-pro-image' has"
    ),
    ("aspectRatio: \"1:1\", imageSize: 512", "gemini-3.1-flash-image", "theturbo", "'512' is not a size that the gateway 'theturbo' has"),
    ("aspectRatio: \"1:1\", imageSize: 1k", "gemini-3-pro-image", "emulator", "'1k' is not a size that the model 'gemini-3-pro-image' has"),
    (
      "aspectRatio: \"1:1\", references: [a, b, c]", "gemini-2.5-flash-image", "emulator",
      "4 pictures go with the request, but the model 'gemini-2.5-flash-image' takes 3"
    ),
  ])
  func `what model or gateway do not have is said before it is paid for`(
    _ settings: String, _ model: String, _ gateway: String, _ message: String
  ) throws {
    let found = try StageBench("generate", "{prompt: a, \(settings)}").complaints(model: model, gateways: [gateway])
    #expect(found.map(\.message) == [message])
    #expect(found.first?.position != nil)
  }

  @Test func `the ratio that is meant is the one that is near, not the one that is spelt alike`() throws {
    let found = try StageBench("generate", "{prompt: a, aspectRatio: \"7:3\"}").complaints()
    #expect(found.first?.suggestion == "21:9")
  }

  @Test func `a model's only size may always stand in the file`() throws {
    for gateway in ["emulator", "google", "serevix", "theturbo", "cometapi"] {
      let found = try StageBench("generate", "{prompt: a, aspectRatio: \"1:1\", imageSize: 1K}").complaints(
        model: "gemini-2.5-flash-image", gateways: [gateway])
      #expect(found.isEmpty)
    }
  }

  @Test func `what decides the price is known before`() throws {
    let stage = try stage("{prompt: a lawn, systemInstruction: calm, aspectRatio: auto, imageSize: 4K, maxOutputTokens: 9}")
    let shape = stage.shape(inputs: 2, asked: stage.asked(input: nil, card: card))
    #expect(shape == RequestShape(textByteCount: 10, inputImages: 2, imageSize: "4K", responseModalities: [.image], maxOutputTokens: 9))
  }

  @Test func `the turns before go with the request, and it can do without them`() async throws {
    let bench = try StageBench("generate", "{prompt: at night, aspectRatio: auto, history: replay}")
    let turns = [Content(role: .user, parts: [.text("a lawn")]), Content(role: .model, parts: [.text("here")])]
    let asked = try await bench.request(.raster(picture), history: turns)
    #expect(asked.request.contents.count == 3)
    #expect(Array(asked.request.contents.prefix(2)) == turns)
    #expect(images(asked.request).isEmpty, "the picture stands in the model's own turn")
    let stateless = try #require(asked.withoutHistory)
    #expect(stateless.contents.count == 1)
    #expect(images(stateless).count == 1)
    #expect(try await bench.request(.raster(picture)).withoutHistory == nil)
  }
}
