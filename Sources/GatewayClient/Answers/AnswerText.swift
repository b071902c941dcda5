import GatewayAPI

/// The text of a stored answer: the file that it was stored in, or what came out of that where it was compressed.
enum AnswerText {
  case file(StoredBody)
  case decoded([UInt8])

  /// In bytes.
  var size: Int {
    switch self {
    case .file(let body): body.size
    case .decoded(let bytes): bytes.count
    }
  }

  /// At most the first `count` bytes.
  func beginning(_ count: Int) throws(UnreadableBody) -> [UInt8] {
    switch self {
    case .file(let body): try body.beginning(count)
    case .decoded(let bytes): Array(bytes.prefix(count))
    }
  }

  /// The values of the text as far as they can be read, and what is wrong after them.
  func values() throws(UnreadableBody) -> (values: [JSONValue], fault: (message: String, offset: Int)?) {
    switch self {
    case .file(let body): try JSONParser.available(JSONInput(body))
    case .decoded(let bytes): try JSONParser.available(JSONInput(bytes))
    }
  }
}
