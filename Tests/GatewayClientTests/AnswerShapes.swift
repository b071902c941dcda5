import Testing

/// Answers that hold a picture, in the shapes that gateways give them. Each row names who answers like this.
enum AnswerShapes {
  struct Shape: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let source: String
    let body: String

    init(_ description: String, _ source: String, _ body: String) {
      (testDescription, self.source, self.body) = (description, source, body)
    }
  }

  static let picture = #"{"inlineData":{"mimeType":"image/png","data":"\#(pngBase64)"}}"#
  static let uri = "data:image/png;base64,\(pngBase64)"

  static func candidate(_ parts: String, _ more: String = #","finishReason":"STOP""#) -> String {
    #"{"candidates":[{"content":{"role":"model","parts":["# + parts + "]}" + more + "}]}"
  }

  private static func beside(_ member: String) -> String {
    #"{"candidates":[{"content":{"parts":["# + picture + "]}}]," + member + "}"
  }

  /// Presence is not meaning: what is empty, or speaks of success.
  static let emptyMembers: [Shape] = [
    Shape("an error of empty strings", "litellm#18407", beside(#""error":{"message":"","type":"","param":"","code":null}"#)),
    Shape("an empty error", "litellm#18493", beside(#""error":{}"#)),
    Shape("an error of null members", "litellm#18407", beside(#""error":{"message":null,"code":null}"#)),
    Shape("an error of empty text", "litellm#18407", beside(#""error":"""#)),
    Shape("an error that is false", "relays", beside(#""error":false"#)), Shape("an error of 0", "relays", beside(#""error":0"#)),
    Shape("an empty list of errors", "relays", beside(#""error":[]"#)),
    Shape("an error of code 0 and success", "relays", beside(#""error":{"code":0,"message":"success"}"#)),
    Shape("an error of code 200", "relays", beside(#""error":{"code":200,"message":"OK","status":"OK"}"#)),
    Shape("success and a code at the top", "relays", beside(#""success":true,"code":0,"message":"success""#)),
    Shape(
      "empty inline data before the picture", "new-api re-emits structs",
      candidate(#"{"text":"","inlineData":{"mimeType":"","data":""}},"# + picture)),
    Shape("an empty data list beside candidates", "relays", beside(#""data":[]"#)),
    Shape("empty candidates beside data", "relays", #"{"candidates":[],"data":[{"b64_json":"\#(pngBase64)"}]}"#),
    Shape("an empty address beside base64", "cherry-studio#14938", #"{"created":1,"data":[{"url":"","b64_json":"\#(pngBase64)"}]}"#),
    Shape("base64 that is null beside a data URI", "CowAgent#3133", #"{"data":[{"url":"\#(uri)","b64_json":null}]}"#),
  ]

  /// Parts that are no picture beside the one that is.
  static let otherParts: [Shape] = ["audio/wav", "text/plain", "application/json", "application/pdf", "video/mp4"].flatMap { type in
    let part = #"{"inlineData":{"mimeType":"\#(type)","data":"UklGRiQAAAA="}}"#
    return [
      Shape("\(type) after the picture", "any-llm#1296", candidate(picture + "," + part)),
      Shape("\(type) before the picture", "aiproxer#466", candidate(part + "," + picture)),
    ]
  }

  /// A `data:` URI wherever an address may stand, and base64 wherever relays put it.
  static let places: [Shape] = [
    Shape("a data URI as url", "relays", #"{"data":[{"url":"\#(uri)"}]}"#),
    Shape("a data URI as fileUri", "relays", candidate(#"{"fileData":{"mimeType":"image/png","fileUri":"\#(uri)"}}"#)),
    Shape("a data URI as b64_json", "relays", #"{"data":[{"b64_json":"\#(uri)"}]}"#),
    Shape("a data URI in capitals", "RFC 2397", #"{"data":[{"url":"DATA:image/png;base64,\#(pngBase64)"}]}"#),
    Shape("image_url as an object", "OpenAI's chat parts", #"{"data":[{"image_url":{"url":"\#(uri)"}}]}"#),
    Shape("image as text", "Gravitex's own parts", candidate(#"{"image":"\#(uri)"}"#)),
    Shape("image as an object", "Imagen's SDKs", #"{"generatedImages":[{"image":{"imageBytes":"\#(pngBase64)","mimeType":"image/png"}}]}"#),
    Shape("predictions", "Imagen", #"{"predictions":[{"bytesBase64Encoded":"\#(pngBase64)","mimeType":"image/png"}]}"#),
    Shape("artifacts", "Stability", #"{"artifacts":[{"base64":"\#(pngBase64)","finishReason":"SUCCESS"}]}"#),
    Shape("a list of data URIs", "fal", #"{"images":["\#(uri)"]}"#), Shape("a list of objects", "fal", #"{"images":[{"url":"\#(uri)"}]}"#),
    Shape("base64 as the answer itself", "relays", #"{"created":1,"b64_json":"\#(pngBase64)"}"#),
  ]

  /// Objects and lists that relays put around an answer.
  static let wrappers: [Shape] = [
    Shape("inside response", "Google's Cloud Code, CLIProxyAPI", #"{"response":"# + candidate(picture) + #","traceId":"t"}"#),
    Shape("inside data", "relays", #"{"code":0,"message":"success","data":"# + candidate(picture) + "}"),
    Shape("inside a list in data", "relays", #"{"code":200,"data":["# + candidate(picture) + "]}"),
    Shape("inside result", "relays", #"{"success":true,"result":"# + candidate(picture) + "}"),
    Shape("in a list", "Google without alt=sse", "[" + candidate(picture) + "]"),
    Shape("inside response in a list", "Cloud Code's streams", #"[{"response":"# + candidate(picture) + "}]"),
    Shape("a candidate as the answer", "relays", #"{"content":{"parts":["# + picture + "]}}"),
    Shape("parts as the answer", "relays", #"{"parts":["# + picture + "]}"),
    Shape("places inside data", "relays", #"{"code":0,"data":{"images":[{"url":"\#(uri)"}]}}"#),
    Shape("one place inside data", "relays", #"{"code":0,"data":{"b64_json":"\#(pngBase64)"}}"#),
    Shape("in lines", "NDJSON", candidate(#"{"text":"a"}"#, "") + "\n" + candidate(picture)),
  ]

  /// Other dialects.
  static let dialects: [Shape] = [
    Shape(
      "a chat completion with images", "https://openrouter.ai/docs/features/multimodal/image-generation",
      #"{"object":"chat.completion","choices":[{"message":{"role":"assistant","content":"","images":[{"type":"image_url","image_url":{"url":"\#(uri)"}}]},"finish_reason":"stop"}]}"#
    ),
    Shape(
      "a chat completion with Markdown", "new-api#2346",
      #"{"choices":[{"message":{"content":"![image](\#(uri))"},"finish_reason":"stop"}]}"#),
    Shape(
      "a chat completion with parts", "OpenAI's chat parts",
      #"{"choices":[{"message":{"content":[{"type":"text","text":"Here"},{"type":"image_url","image_url":{"url":"\#(uri)"}}]}}]}"#),
    Shape(
      "pieces of a chat completion", "relays",
      "data: {\"choices\":[{\"delta\":{\"content\":\"Here\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"images\":[{\"image_url\":{\"url\":\"\(uri)\"}}]}}]}\n\ndata: [DONE]\n\n"
    ),
    Shape(
      "an output with a call", "https://platform.openai.com/docs/guides/tools-image-generation",
      #"{"object":"response","output":[{"type":"reasoning"},{"type":"image_generation_call","status":"completed","result":"\#(pngBase64)"}]}"#
    ),
    Shape(
      "outputs with types", "Google's Interactions",
      #"{"id":"i1","outputs":[{"type":"text","text":"Here"},{"type":"image","mime_type":"image/png","data":"\#(pngBase64)"}]}"#),
    Shape(
      "content with a source", "Anthropic's messages",
      #"{"type":"message","content":[{"type":"text","text":"Here"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"\#(pngBase64)"}}]}"#
    ),
    Shape(
      "an event of a picture", "OpenAI's image streams",
      "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"\(pngBase64)\"}\n\n"),
    Shape(
      "base64 alone as text", "relays",
      candidate(#"{"text":"\#(pngBase64.replacingPadding)"}"#)),
  ]

  /// What stands beside or after a whole picture.
  static let contradicted: [Shape] = {
    let error = #"{"error":{"code":503,"message":"This model is currently experiencing high demand.","status":"UNAVAILABLE"}}"#
    return [
      Shape("an error event after the picture", "OmniRoute#4177", "data: \(candidate(picture, ""))\r\n\r\ndata: \(error)\r\n\r\n"),
      Shape("an error event before the picture", "OmniRoute#4182", "data: \(error)\n\ndata: \(candidate(picture))\n\n"),
      Shape("an error member beside the picture", "litellm#18407", beside(error.dropFirst().dropLast().description)),
      Shape("an event that is cut after the picture", "hydra#869", "data: \(candidate(picture, ""))\n\ndata: {\"candidates\":[{\"con"),
      Shape("an error in a list after the picture", "mscraftsman#169", "[" + candidate(picture, "") + "," + error + "]"),
      Shape(
        "a finish reason of another candidate", "Google",
        #"{"candidates":[{"index":0,"content":{"parts":["# + picture
          + #"]},"finishReason":"STOP"},{"index":1,"finishReason":"IMAGE_SAFETY"}]}"#),
    ]
  }()
}

extension String {
  /// A longer picture in base64, whose beginning is that of a PNG.
  fileprivate var replacingPadding: String { String(prefix(16)) + String(repeating: "AAAA", count: 20) }
}
