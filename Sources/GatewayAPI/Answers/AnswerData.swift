/// The bytes of a picture in an answer: at hand, or in the file that the answer was stored in.
package enum AnswerData: Hashable, Sendable {
  case held([UInt8])
  case stored(StoredData)

  /// Passes the bytes to `take` in pieces, so that no more than a piece is in memory. Throws an ``AnswerDataError``, or the error of
  /// `take`; the pieces count only if this does not throw.
  package func forEachPiece(_ take: ([UInt8]) throws -> Void) throws {
    switch self {
    case .held(let bytes): try take(bytes)
    case .stored(let data): try data.stream(take)
    }
  }
}

/// Bytes that are decoded from a stored answer whenever they are read. Equal to nothing but itself.
package final class StoredData: Hashable, Sendable {
  fileprivate let stream: @Sendable (([UInt8]) throws -> Void) throws -> Void

  /// - Parameter stream: passes the bytes on piece by piece; throws an ``AnswerDataError`` if it cannot.
  package init(_ stream: @escaping @Sendable (([UInt8]) throws -> Void) throws -> Void) { self.stream = stream }

  package static func == (left: StoredData, right: StoredData) -> Bool { left === right }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// The reason why a picture's bytes could not be read from a stored answer.
package enum AnswerDataError: Error, Hashable, CustomStringConvertible {
  /// The text that should hold them is no base64.
  case notBase64
  /// The file could not be read; the cause in a few words.
  case unreadable(String)

  package var description: String {
    switch self {
    case .notBase64: "the picture's data is not base64"
    case .unreadable(let cause): "the stored answer could not be read: \(cause)"
    }
  }
}
