/// A picture that was made for an answer.
package struct EmulatedPicture: Sendable {
  package let bytes: [UInt8]
  package let mediaType: String

  package init(bytes: [UInt8], mediaType: String) {
    self.bytes = bytes
    self.mediaType = mediaType
  }
}

/// A picture as it is carried in an answer.
struct PicturePayload {
  let mediaType: String
  let base64: String
}

extension AnswerPlan {
  /// Returns the picture, damaged and encoded as planned.
  func payload(of picture: EmulatedPicture) -> PicturePayload {
    var bytes = picture.bytes
    switch pixels {
    case .whole: break
    case .truncated: bytes.removeLast(bytes.count - bytes.count / 2)
    case .noPicture: bytes = Array("This is not a picture.\n".utf8)
    }
    return PicturePayload(mediaType: mediaType ?? picture.mediaType, base64: encode(bytes))
  }

  private func encode(_ bytes: [UInt8]) -> String {
    let standard = StrictBase64.encode(bytes)
    switch base64 {
    case .standard: return standard
    case .unpadded: return String(standard.prefix { $0 != "=" })
    case .urlSafe:
      return String(
        decoding: standard.utf8.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0 },
        as: UTF8.self)
    case .lineBreaks:
      var lines: [UInt8] = []
      for (index, byte) in standard.utf8.enumerated() {
        if index > 0, index % 76 == 0 { lines.append(contentsOf: "\n".utf8) }
        lines.append(byte)
      }
      return String(decoding: lines, as: UTF8.self)
    case .twice: return StrictBase64.encode(Array(standard.utf8))
    }
  }
}
