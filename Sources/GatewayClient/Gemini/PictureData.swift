/// The bytes of a picture from the text that an answer holds them in.
enum PictureData {
  /// Decodes base64 with or without a `data:` prefix, whose media type fills in where the answer names none; nil where it is no base64.
  static func decode(_ text: ArraySlice<UInt8>, mediaType: String?) -> (bytes: [UInt8], mediaType: String?)? {
    var data = text.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    var mediaType = mediaType.flatMap { $0.isEmpty || $0.utf8.count > 100 ? nil : $0 }
    if data.prefix(5).elementsEqual("data:".utf8) {
      // The prefix of a data URI is short; a comma further on is no part of one.
      guard let comma = data.prefix(200).firstIndex(of: UInt8(ascii: ",")) else { return nil }
      let header = String(decoding: data[data.index(data.startIndex, offsetBy: 5)..<comma], as: UTF8.self)
      mediaType = mediaType ?? header.split(separator: ";").first.map(String.init)
      data = data[data.index(after: comma)...]
    }
    guard !data.isEmpty, let bytes = Base64.decode(data) else { return nil }
    return (encodedTwice(bytes) ?? bytes, mediaType)
  }

  /// What a relay that encoded the picture twice meant; nil where the bytes are not base64 of a picture.
  private static func encodedTwice(_ bytes: [UInt8]) -> [UInt8]? {
    // The first characters of PNG, JPEG and WebP in base64.
    let beginnings = ["iVBORw0KGg", "/9j/", "UklGR"]
    guard beginnings.contains(where: { bytes.starts(with: $0.utf8) }) else { return nil }
    return Base64.decode(bytes[...])
  }
}
