import BuiltIns
import Dialects
import Foundation
import GatewayAPI
import GatewayClient
import ImageCore
import Testing

/// The request examples of the gateways' own pages: the same members, nested and spelled the same way, with prompts of our own.
@Suite struct PageExampleTests {
  struct Example: CustomTestStringConvertible, Sendable {
    /// The file in Pipelines/gateways that asks for the same.
    let testDescription: String
    let profile: String
    let request: GenerationRequest
    /// The page's members; a list's place is `[]`.
    let members: Set<String>
    /// Values that the page fixes.
    var values: [String: String] = [:]
  }

  private static let png = ContentPart.image([137, 80, 78, 71], mediaType: "image/png")
  private static let jpeg = ContentPart.image([255, 216, 255, 224], mediaType: "image/jpeg")

  private static func request(
    _ model: String, _ parts: [ContentPart], _ ratio: AspectRatio?, _ size: String?, _ modalities: [Modality] = [.image],
    change: (inout GenerationRequest) -> Void = { _ in }
  ) -> GenerationRequest {
    var request = GenerationRequest(model: model, parts: parts, aspectRatio: ratio, imageSize: size, responseModalities: modalities)
    change(&request)
    return request
  }

  private static let camelPicture: Set<String> = [
    "contents[].parts[].inlineData.mimeType", "contents[].parts[].inlineData.data",
  ]
  private static let snakePicture: Set<String> = [
    "contents[].parts[].inline_data.mime_type", "contents[].parts[].inline_data.data",
  ]
  private static let turn: Set<String> = ["contents[].role", "contents[].parts[].text"]
  private static let image: Set<String> = [
    "generationConfig.imageConfig.aspectRatio", "generationConfig.imageConfig.imageSize",
  ]
  private static let modalities: Set<String> = ["generationConfig.responseModalities[]"]

  static let examples = [
    Example(
      testDescription: "serevix-text-to-image", profile: "serevix",
      request: request("gemini-2.5-flash-image", [.text("A lighthouse of red brick")], AspectRatio(4, 3), "1K"),
      members: turn.union(image), values: ["generationConfig.imageConfig.imageSize": "1K", "contents[].role": "user"]),
    Example(
      testDescription: "serevix-image-to-image", profile: "serevix",
      request: request("gemini-2.5-flash-image", [.text("Let steam rise"), png], AspectRatio(4, 3), "1K"),
      members: turn.union(image).union(camelPicture), values: ["contents[].parts[].inlineData.mimeType": "image/png"]),
    Example(
      testDescription: "theturbo-multi-turn", profile: "theturbo",
      request: GenerationRequest(
        model: "gemini-3.1-flash-image-preview",
        contents: [
          Content(role: .user, parts: [.text("A kite")]), Content(role: .model, parts: [png]),
          Content(role: .user, parts: [.text("At dusk")]),
        ], aspectRatio: AspectRatio(16, 9), imageSize: "2K"),
      members: turn.union(image).union(camelPicture)),
    Example(
      testDescription: "native-text-to-image", profile: "native",
      request: request("gemini-3.1-flash-image-preview", [.text("A yellow tram")], AspectRatio(16, 9), "2K"),
      members: turn.union(image).union(modalities), values: ["generationConfig.responseModalities[]": "IMAGE"]),
    Example(
      testDescription: "native-text", profile: "native",
      request: request("gemini-2.5-pro", [.text("Three colours")], nil, nil, [.text]) { $0.temperature = NumberText("0.7") },
      members: turn.union(["generationConfig.temperature"]), values: ["generationConfig.temperature": "0.7"]),
    Example(
      testDescription: "gravitex-text-to-image", profile: "gravitex",
      request: request("gemini-3-pro-image-preview", [.text("A teapot")], AspectRatio(16, 9), "2K"),
      members: turn.union(image).union(modalities)),
    Example(
      testDescription: "gravitex-images-text-to-image", profile: "gravitex-images",
      request: request("gemini-2.5-flash-image", [.text("A cat")], AspectRatio(16, 9), "2K") { $0.quality = "high" },
      members: [
        "model", "prompt", "size", "quality", "n", "response_format", "image_size", "mime_type", "response_modalities",
      ],
      values: [
        "size": "16:9", "n": "1", "response_format": "b64_json", "image_size": "2K", "mime_type": "image/png",
        "response_modalities": "image",
      ]),
    Example(
      testDescription: "gravitex-images-image-to-image", profile: "gravitex-images",
      request: request("gemini-2.5-flash-image", [.text("On a shelf"), png], AspectRatio(16, 9), "3K") { $0.quality = "high" },
      members: [
        "model", "size", "quality", "image_size", "response_format", "contents[].role", "contents[].parts[].text",
        "contents[].parts[].image",
      ],
      values: ["image_size": "3K", "contents[].parts[].image": "data:image/png;base64,iVBORw=="]),
    Example(
      testDescription: "cometapi-search-tool", profile: "cometapi",
      request: request("gemini-3-pro-image-preview", [.text("A weather map")], AspectRatio(1, 1), "4K", [.text, .image]) {
        $0.tools = [Tool("google_search")].compactMap { $0 }
      },
      members: image.union(modalities).union(["contents[].parts[].text", "tools[].google_search"])),
    Example(
      testDescription: "cometapi-multi-image", profile: "cometapi",
      request: request("gemini-3-pro-image", [.text("A still life"), jpeg, jpeg, jpeg], nil, nil, [.text, .image]),
      members: turn.union(snakePicture).union(modalities), values: ["contents[].parts[].inline_data.mime_type": "image/jpeg"]),
  ]

  @Test(arguments: examples) func `the body holds the page's members and no others`(_ example: Example) throws {
    var profile = try builtIn(example.profile)
    if profile.baseURL == nil { profile.baseURL = .loopback(port: 8089) }
    let generator = HTTPContentGenerator(dialects: BuiltIns.dialects, keys: [:], environment: ClientEnvironment { _ in nil })
    let wire = try generator.encode(example.request, for: profile, card: BuiltIns.models.card(for: example.request.model))
    let members = Self.members(try JSONSerialization.jsonObject(with: Data(wire.body)))
    #expect(example.members.subtracting(members.keys).isEmpty, "missing: \(example.members.subtracting(members.keys))")
    var allowed = example.members
    // The role is what the format itself asks for; one page leaves it out in some of its examples.
    allowed.insert("contents[].role")
    for field in profile.addedFields.union(profile.requiredFields) { allowed.formUnion(Self.path(of: field)) }
    #expect(Set(members.keys).subtracting(allowed).isEmpty, "beyond the page: \(Set(members.keys).subtracting(allowed))")
    for (path, value) in example.values { #expect(members[path]?.contains(value) == true, "\(path): \(members[path] ?? [])") }
  }

  @Test(arguments: examples) func `a pipeline file asks for the same`(_ example: Example) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "Pipelines/gateways/\(example.testDescription).yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    let request = example.request
    #expect(text.contains("gateway: \(example.profile)\n") || text.contains("like: \(example.profile)\n"))
    #expect(text.contains("model: \(request.model)\n"))
    if let ratio = request.aspectRatio { #expect(text.contains("aspectRatio: \"\(ratio)\"\n")) }
    for tool in request.tools { #expect(text.contains("tools: [\(tool.snakeCase)]\n")) }
    if request.responseModalities != [.image] {
      #expect(text.contains("responseModalities: [\(request.responseModalities.map(\.rawValue).joined(separator: ", "))]\n"))
    }
    if let quality = request.quality { #expect(text.contains("quality: \(quality)\n")) }
    if let temperature = request.temperature { #expect(text.contains("temperature: \(temperature)\n")) }
    // The pictures of the page come from a source and references, those of another turn from the stage before.
    let pictures = request.contents.flatMap(\.parts).filter(\.isImage).count
    #expect(pictures == 0 || request.contents.count > 1 || text.contains("sources: "))
    #expect(pictures < 2 || text.contains("references: ["))
  }

  private static func path(of field: RequestField) -> Set<String> {
    switch field {
    case .responseModalities: modalities
    case .aspectRatio: ["generationConfig.imageConfig.aspectRatio"]
    case .imageSize: ["generationConfig.imageConfig.imageSize"]
    default: []
    }
  }

  /// The paths of all leaves with their values as text.
  private static func members(_ value: Any, path: String = "") -> [String: Set<String>] {
    var result: [String: Set<String>] = [:]
    if let object = value as? [String: Any], !object.isEmpty {
      for (name, inner) in object {
        result.merge(members(inner, path: path.isEmpty ? name : "\(path).\(name)")) { $0.union($1) }
      }
    } else if let list = value as? [Any] {
      for inner in list { result.merge(members(inner, path: path + "[]")) { $0.union($1) } }
    } else {
      result[path] = ["\(value)"]
    }
    return result
  }
}
