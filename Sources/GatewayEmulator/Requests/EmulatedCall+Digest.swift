import CSceneKernel
import Dialects
import ImageCore
import JSON

extension EmulatedCall {
  /// Returns a number that is the same for equivalent requests: of the model and everything above, in one spelling.
  func digest(model: String) -> UInt64 {
    var state = EmulatedCall.digest(Array(model.utf8), 0)
    for turn in turns {
      state = EmulatedCall.digest(Array(turn.role.utf8), state)
      for part in turn.parts {
        switch part {
        case .text(let text): state = EmulatedCall.digest(Array(text.utf8), state ^ 1)
        case .image(let image): state = EmulatedCall.digest(image.bytes, state ^ 2)
        case .other: state = EmulatedCall.digest([], state ^ 3)
        }
      }
    }
    let facts = [
      systemInstruction ?? "", aspectRatio ?? "", imageSize ?? "", pixels.description, responseModalities.joined(separator: ","),
    ]
    for fact in facts { state = EmulatedCall.digest(Array(fact.utf8), state) }
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      state = EmulatedCall.digest(Array("\(JSONValue.snakeCase(name))=\(value)".utf8), state)
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
