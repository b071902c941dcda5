package import GatewayAPI
package import JSON

/// The text of a stored answer: the file that it was stored in, or the decompressed text of that.
package enum AnswerText {
  case file(StoredBody)
  case decoded([UInt8])

  /// The number of bytes.
  package var size: Int {
    switch self {
    case .file(let body): body.size
    case .decoded(let bytes): bytes.count
    }
  }

  /// The whole text as it is, for an answer that is only a picture.
  package var data: AnswerData {
    switch self {
    case .decoded(let bytes): .held(bytes)
    case .file(let body):
      .stored(
        StoredData { take in
          do {
            try take(try body.beginning(body.size))
          } catch let error as UnreadableBody {
            throw AnswerDataError.unreadable(error.cause)
          }
        })
    }
  }

  /// Returns at most the first `count` bytes.
  package func beginning(_ count: Int) throws(UnreadableBody) -> [UInt8] {
    switch self {
    case .file(let body): try body.beginning(count)
    case .decoded(let bytes): Array(bytes.prefix(count))
    }
  }

  /// Reads the values of the text up to the first that cannot be read, and returns them with that fault.
  func values() throws(UnreadableBody) -> (values: [JSONValue], fault: (fault: JSONError.Fault, offset: Int)?) {
    switch self {
    case .file(let body): try JSONValue.available(JSONReader(body.file, .answer))
    case .decoded(let bytes): try JSONValue.available(JSONReader(bytes, .answer))
    }
  }
}
