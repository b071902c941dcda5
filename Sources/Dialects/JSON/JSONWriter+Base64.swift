import JSON

extension JSONWriter {
  /// Writes a string of standard base64 with padding.
  mutating func base64(_ data: [UInt8]) { string { Base64.encode(data, into: &$0) } }

  /// Writes a string with a `data:` URI (RFC 2397) of standard base64.
  mutating func dataURI(_ data: [UInt8], mediaType: String) {
    // A media type that needs escapes names no picture.
    let prefix = JSONEscapes.quoted("data:\(mediaType);base64,", .request).utf8.dropFirst().dropLast()
    string { inside in
      inside += prefix
      Base64.encode(data, into: &inside)
    }
  }
}
