import CSceneKernel
import ImageCore
import JSON

/// What a body asks for, whatever its spelling.
struct GenerateContentCall: Sendable {
  var turns: [ReceivedRequest.Turn]
  var systemInstruction: String?
  var aspectRatio: String?
  var imageSize: String?
  var responseModalities: [String]
  var settings: [String: String]
  /// The pixels that the answer has.
  var pixels: PixelSize

  /// All that users wrote, in order.
  var prompt: String {
    turns.filter { $0.role == "user" }.flatMap(\.texts).joined(separator: "\n")
  }

  /// The pictures of the last user turn that has any; the first of them is the one that is painted over.
  var pictures: [ReceivedImage] {
    turns.last { $0.role == "user" && !$0.images.isEmpty }?.images ?? []
  }

  var wantsPicture: Bool { responseModalities.isEmpty || responseModalities.contains("IMAGE") }
  /// Models answer with text beside the picture unless only pictures were asked for.
  var wantsText: Bool { responseModalities != ["IMAGE"] }

  /// A number that is the same for requests that mean the same: of the model and everything above, in one spelling.
  func digest(model: String) -> UInt64 {
    var state = GenerateContentCall.digest(Array(model.utf8), 0)
    for turn in turns {
      state = GenerateContentCall.digest(Array(turn.role.utf8), state)
      for part in turn.parts {
        switch part {
        case .text(let text): state = GenerateContentCall.digest(Array(text.utf8), state ^ 1)
        case .image(let image): state = GenerateContentCall.digest(image.bytes, state ^ 2)
        case .other: state = GenerateContentCall.digest([], state ^ 3)
        }
      }
    }
    let facts = [
      systemInstruction ?? "", aspectRatio ?? "", imageSize ?? "", pixels.description, responseModalities.joined(separator: ","),
    ]
    for fact in facts { state = GenerateContentCall.digest(Array(fact.utf8), state) }
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      state = GenerateContentCall.digest(Array("\(JSONValue.snakeCase(name))=\(value)".utf8), state)
    }
    return state
  }

  private static func digest(_ bytes: [UInt8], _ state: UInt64) -> UInt64 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return scene_digest(nil, 0, state) }
      return unsafe scene_digest(base, buffer.count, state)
    }
  }
}
