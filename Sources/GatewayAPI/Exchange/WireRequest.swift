package struct HeaderField: Hashable, Sendable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A call as a gateway gets it, but for the credential.
package struct WireRequest: Hashable, Sendable {
  package enum Method: String, Hashable, Sendable { case get, post }

  package var method = Method.post
  package let url: String
  package private(set) var headers: [HeaderField]
  package let body: [UInt8]
  /// Bytes of the largest picture after base64; 0 without pictures.
  package let largestImageBytes: Int
  /// The size that was requested, or `nil` if it is none of the known ones.
  package let sizeClass: SizeClass?
  /// The fields that were left out or changed because the file only prefers them, for people.
  package let notes: [String]
  /// The bytes of the body that say how the call is served and nothing of what is asked.
  package let service: Range<Int>

  /// - Precondition: `service` is a range of the body.
  package init(
    url: String, headers: [HeaderField], body: [UInt8], largestImageBytes: Int, sizeClass: SizeClass?, notes: [String] = [],
    service: Range<Int> = 0..<0
  ) {
    precondition(service.upperBound <= body.count, "what is left out is a part of the body")
    self.service = service
    self.notes = notes
    self.url = url
    self.headers = headers
    self.body = body
    self.largestImageBytes = largestImageBytes
    self.sizeClass = sizeClass
  }

  /// Returns the same with one more header.
  package func adding(_ header: HeaderField) -> WireRequest {
    var copy = self
    copy.headers.append(header)
    return copy
  }
}

/// The head of an answer, and the way in which its body ended.
package struct AnswerHead: Hashable, Sendable {
  package enum Ending: String, Hashable, Sendable {
    /// As the head announced: by a length or chunks.
    case declared
    /// By closing the connection, so that only the body itself shows whether it is whole.
    case connectionClosed = "connection-closed"
  }

  package let status: Int
  /// Without cookies and without keys.
  package let headers: [HeaderField]
  package let byteCount: Int
  package let ending: Ending

  package init(status: Int, headers: [HeaderField], byteCount: Int, ending: Ending) {
    self.status = status
    self.headers = headers
    self.byteCount = byteCount
    self.ending = ending
  }

  /// Returns the first value of a header, whatever its letter case.
  package subscript(name: String) -> String? {
    let wanted = name.lowercased()
    return headers.first { $0.name.lowercased() == wanted }?.value
  }
}
