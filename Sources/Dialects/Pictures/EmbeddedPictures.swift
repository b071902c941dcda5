import GatewayAPI
import JSON

/// Finds pictures that a gateway wrote into text as `data:` URIs, bare or in Markdown or HTML.
///
/// The text comes in pieces, and only its words are held.
struct EmbeddedPictures {
  /// A picture's data among the bytes that the text stands for.
  struct Found: Hashable {
    let mediaType: String
    let range: Range<Int>
  }

  private static let start = Array("data:image/".utf8)
  private static let marker = Array(";base64,".utf8)
  /// Bytes from the beginning of a URI within which its data begin.
  private static let header = 100
  /// Bytes of words that are held; the rest stays in the stored answer only.
  static let maximumWords = 4 << 20

  /// The words, in which a picture's data are replaced by `…`.
  private(set) var words: [UInt8] = []
  private(set) var found: [Found] = []
  private(set) var isCut = false
  private var pending: ArraySlice<UInt8> = []
  /// Bytes before the pending ones.
  private var consumed = 0
  private var previous: UInt8?
  /// The picture whose end has not come yet.
  private var open: (mediaType: String, start: Int, closer: UInt8?)?

  /// Takes the next bytes of the text.
  mutating func take(_ piece: ArraySlice<UInt8>, isLast: Bool) {
    pending = pending.isEmpty ? piece : (pending + piece)[...]
    while step(isLast: isLast) {}
  }

  /// Advances by one picture, or by the words before one, or returns `false` if more bytes are needed.
  private mutating func step(isLast: Bool) -> Bool {
    if let open {
      let count = Base64.prefixCount(of: pending, allowsSpace: open.closer != nil)
      skip(count)
      guard !pending.isEmpty || isLast else { return false }
      if consumed > open.start {
        words += Array("…".utf8)
        found.append(Found(mediaType: open.mediaType, range: open.start..<consumed))
      }
      self.open = nil
      return !pending.isEmpty
    }
    guard let candidate = Self.find(Self.start, in: pending) else {
      keepWords(isLast ? pending.count : max(0, pending.count - Self.start.count + 1))
      return false
    }
    let ahead = pending[candidate...].prefix(Self.header)
    guard ahead.count == Self.header || isLast else {
      keepWords(candidate - pending.startIndex)
      return false
    }
    keepWords(candidate - pending.startIndex)
    guard let separator = Self.find(Self.marker, in: ahead), separator + Self.marker.count < pending.endIndex,
      Base64.isCharacter(pending[separator + Self.marker.count])
    else {
      keepWords(Self.start.count)
      return !pending.isEmpty
    }
    let mediaType = String(decoding: pending[(pending.startIndex + 5)..<separator], as: UTF8.self).split(separator: ";").first
    // Between brackets or quotes the data may run over several lines; in the open a space ends it.
    let closer = previous.flatMap(Self.closer)
    skip(separator + Self.marker.count - pending.startIndex)
    open = (mediaType.map(String.init) ?? "", consumed, closer)
    return true
  }

  private mutating func keepWords(_ count: Int) {
    let room = Self.maximumWords - words.count
    if count > room { isCut = true }
    words += pending.prefix(min(count, max(0, room)))
    skip(count)
  }

  private mutating func skip(_ count: Int) {
    guard count > 0 else { return }
    previous = pending[pending.startIndex + count - 1]
    pending = pending.dropFirst(count)
    consumed += count
  }

  private static func closer(of opener: UInt8) -> UInt8? {
    switch opener {
    case UInt8(ascii: "("): UInt8(ascii: ")")
    case UInt8(ascii: "<"): UInt8(ascii: ">")
    case UInt8(ascii: "\""), UInt8(ascii: "'"): opener
    default: nil
    }
  }

  private static func find(_ pattern: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    var rest = text
    while let index = ByteSearch.first(pattern[0], in: rest) {
      if text[index...].starts(with: pattern) { return index }
      rest = text[(index + 1)...]
    }
    return nil
  }
}

extension EmbeddedPictures {
  /// Returns the text and the pictures of one text part, in order.
  static func parts(
    in text: JSONText, isThought: Bool, signature: String?, redaction: Redaction, defects: inout [String]
  ) throws(UnreadableBody) -> [AnswerPart] {
    var scan = EmbeddedPictures()
    var reader = try JSONTextReader(text)
    while let piece = try reader.next() { scan.take(piece, isLast: false) }
    scan.take([], isLast: true)
    if scan.isCut { defects.append("the text is longer than \(maximumWords) bytes; the rest is in the stored answer only") }
    let words = redaction.keepingLines(String(decoding: scan.words, as: UTF8.self))
    var parts = [AnswerPart(.text(words), isThought: isThought, thoughtSignature: signature)]
    for found in scan.found {
      guard let data = data(found, in: text) else {
        defects.append("a picture's data inside text is not base64")
        continue
      }
      let image = AnswerImage(
        data: data, declaredMediaType: found.mediaType, isThought: isThought, thoughtSignature: signature, origin: .textDataURI)
      parts.append(AnswerPart(.image(image), isThought: isThought, thoughtSignature: signature))
    }
    parts += MarkdownLinks.pictures(in: scan.words[...]).map { link in
      AnswerPart(.link(redaction.text(link, limit: 2_000)), isThought: isThought, thoughtSignature: signature)
    }
    return parts
  }

  private static func data(_ found: Found, in text: JSONText) -> AnswerData? {
    guard text.place == nil else { return PictureData.stored(text, from: found.range.lowerBound, count: found.range.count) }
    let bytes = text.bytes
    let start = bytes.startIndex + found.range.lowerBound
    guard let decoded = Base64.decode(bytes[start..<(start + found.range.count)]), !decoded.isEmpty else { return nil }
    return .held(decoded)
  }
}

/// Finds the addresses of pictures that a gateway put on a host of its own and wrote into text as Markdown.
enum MarkdownLinks {
  /// Returns the addresses of `![…](http…)`, in order, at most eight; data URIs are no links.
  static func pictures(in text: ArraySlice<UInt8>) -> [String] {
    var links: [String] = []
    var rest = text
    while links.count < 8, let start = rest.firstRange(of: "](http".utf8) {
      let address = rest[(start.lowerBound + 2)...].prefix { $0 != UInt8(ascii: ")") && $0 > 0x20 && $0 < 0x7F }
      // The exclamation mark before the bracket distinguishes a picture from a link.
      let opening = rest[..<start.lowerBound].suffix(500).lastIndex(of: UInt8(ascii: "["))
      if let opening, opening > text.startIndex, text[opening - 1] == UInt8(ascii: "!"), address.count <= 2_000,
        address.endIndex < rest.endIndex
      {
        links.append(String(decoding: address, as: UTF8.self))
      }
      rest = rest[address.endIndex...]
    }
    return links
  }
}
