import BuiltIns
import Dialects
import Foundation
import GatewayAPI
import GatewayEmulator
import ImageCore
import Testing

let path = "/v1beta/models/gemini-3.1-flash-image:generateContent"

/// A body that asks for a small picture: 512 pixels' class, so that debug builds stay quick.
func body(_ prompt: String = "a mountain lake", ratio: String = "1:1", size: String = "512", images: [(data: String, type: String)] = [])
  -> String
{
  let parts = ["{\"text\":\"\(prompt)\"}"] + images.map { "{\"inlineData\":{\"mimeType\":\"\($0.type)\",\"data\":\"\($0.data)\"}}" }
  return """
    {"contents":[{"role":"user","parts":[\(parts.joined(separator: ","))]}],
     "generationConfig":{"responseModalities":["IMAGE"],"imageConfig":{"aspectRatio":"\(ratio)","imageSize":"\(size)"}}}
    """
}

/// An emulator with the built-in cards and codecs.
func emulator(_ script: EmulatorScript = EmulatorScript(), change: (inout EmulatorConfiguration) -> Void = { _ in }) -> EmulatorServer {
  var configuration = EmulatorConfiguration()
  configuration.script = script
  change(&configuration)
  return EmulatorServer(
    configuration: configuration, dialects: BuiltIns.dialects, cards: BuiltIns.models, codecs: CodecRegistry(BuiltIns.codecs))
}

/// The answer to one request under a script.
func reply(_ script: EmulatorScript = EmulatorScript(), to text: String = body(), path: String = path) async throws -> LoopbackClient.Reply
{
  try await emulator(script).withServer { try await LoopbackClient(port: $0.port).post(path, body: text) }
}

extension LoopbackClient.Reply {
  /// The body as an independent reader sees it.
  func object() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
  }

  func candidate() throws -> [String: Any] {
    try #require((try object()["candidates"] as? [[String: Any]])?.first)
  }

  func parts() throws -> [[String: Any]] {
    let content = try #require(try candidate()["content"] as? [String: Any])
    return try #require(content["parts"] as? [[String: Any]])
  }

  /// The data and label of the pictures, in order.
  func pictures() throws -> [(data: String, type: String, isThought: Bool)] {
    try parts().compactMap { part in
      guard let inline = part["inlineData"] as? [String: Any], let data = inline["data"] as? String,
        let type = inline["mimeType"] as? String
      else { return nil }
      return (data, type, part["thought"] as? Bool ?? false)
    }
  }

  /// The bytes of the only picture.
  func picture() throws -> [UInt8] {
    let pictures = try pictures()
    #expect(pictures.count == 1)
    let data = try #require(pictures.first?.data)
    return [UInt8](try #require(Data(base64Encoded: data)))
  }

  func error() throws -> (code: Int, status: String, message: String) {
    let error = try #require(try object()["error"] as? [String: Any])
    return (try #require(error["code"] as? Int), try #require(error["status"] as? String), try #require(error["message"] as? String))
  }
}

func header(_ bytes: [UInt8]) throws -> ImageHeader {
  try ImageReader(codecs: CodecRegistry(BuiltIns.codecs)).open(bytes).header
}

func raster(_ bytes: [UInt8]) throws -> Raster {
  try ImageReader(codecs: CodecRegistry(BuiltIns.codecs)).open(bytes).decode().raster
}

/// The colour at a place given as shares of width and height.
func colour(_ raster: Raster, _ x: Double, _ y: Double) -> (red: Int, green: Int, blue: Int) {
  let column = min(raster.size.width - 1, Int(Double(raster.size.width) * x))
  let row = min(raster.size.height - 1, Int(Double(raster.size.height) * y))
  let index = (row * raster.size.width + column) * 4
  return (Int(raster.pixels[index]), Int(raster.pixels[index + 1]), Int(raster.pixels[index + 2]))
}

/// A PNG whose pixels are given by a function, in base64.
func png(_ width: Int, _ height: Int, _ pixel: (Int, Int) -> [UInt8]) throws -> String {
  var pixels: [UInt8] = []
  for y in 0..<height { for x in 0..<width { pixels.append(contentsOf: pixel(x, y)) } }
  let layout = try #require(RasterLayout(size: PixelSize(width, height), format: .rgba8))
  let bytes = try ImageWriter(codecs: CodecRegistry(BuiltIns.codecs)).write(Raster(layout: layout, pixels: pixels), as: FormatID("png"))
  return Data(bytes).base64EncodedString()
}
