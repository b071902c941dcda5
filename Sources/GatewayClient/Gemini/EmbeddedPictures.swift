import GatewayAPI

/// Finds pictures that a gateway wrote into text as `data:` URIs, bare or in Markdown or HTML.
enum EmbeddedPictures {
  private static let start = Array("data:image/".utf8)
  private static let marker = Array(";base64,".utf8)

  /// The text and the pictures of one text part, in order. In the text a picture's data is replaced by `…`.
  static func parts(
    in text: ArraySlice<UInt8>, isThought: Bool, signature: String?, redaction: Redaction, defects: inout [String]
  ) -> [AnswerPart] {
    var words: [UInt8] = []
    var pictures: [AnswerPart] = []
    var index = text.startIndex
    while let found = find(start, in: text, from: index) {
      guard let uri = uri(at: found, in: text) else {
        words += text[index..<found + start.count]
        index = found + start.count
        continue
      }
      words += text[index..<found]
      words += Array("…".utf8)
      index = uri.end
      if let bytes = Base64.decode(uri.data), !bytes.isEmpty {
        let image = AnswerImage(
          bytes: bytes, declaredMediaType: uri.mediaType, isThought: isThought, thoughtSignature: signature, origin: .textDataURI)
        pictures.append(AnswerPart(.image(image), isThought: isThought, thoughtSignature: signature))
      } else {
        defects.append("a picture's data inside text is not base64")
      }
    }
    words += text[index...]
    let remaining = AnswerPart(
      .text(redaction.keepingLines(String(decoding: words, as: UTF8.self))), isThought: isThought, thoughtSignature: signature)
    return [remaining] + pictures
  }

  /// The URI that begins at `start`; nil where that is only the beginning of one.
  private static func uri(at start: Int, in text: ArraySlice<UInt8>) -> (mediaType: String, data: ArraySlice<UInt8>, end: Int)? {
    let header = text[start...].prefix(100)
    guard let separator = find(marker, in: header, from: header.startIndex) else { return nil }
    let mediaType = String(decoding: text[(start + 5)..<separator], as: UTF8.self).split(separator: ";").first.map(String.init)
    let first = separator + marker.count
    // Between brackets or quotes the data may run over several lines; in the open a space ends it.
    let closer: UInt8? = start > text.startIndex ? closer(of: text[start - 1]) : nil
    var end = first
    while end < text.endIndex {
      let byte = text[end]
      let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
      guard Base64.isCharacter(byte) || byte == UInt8(ascii: "=") || (isSpace && closer != nil && byte != closer) else { break }
      end += 1
    }
    return end > first ? (mediaType ?? "", text[first..<end], end) : nil
  }

  private static func closer(of opener: UInt8) -> UInt8? {
    switch opener {
    case UInt8(ascii: "("): UInt8(ascii: ")")
    case UInt8(ascii: "<"): UInt8(ascii: ">")
    case UInt8(ascii: "\""), UInt8(ascii: "'"): opener
    default: nil
    }
  }

  private static func find(_ pattern: [UInt8], in text: ArraySlice<UInt8>, from start: Int) -> Int? {
    guard let first = pattern.first else { return nil }
    var index = start
    while index + pattern.count <= text.endIndex {
      if text[index] == first, text[index..<index + pattern.count].elementsEqual(pattern) { return index }
      index += 1
    }
    return nil
  }
}
