package import NIOSSL

/// One thing that a scripted server does on a connection.
package enum Step: Sendable {
  /// Waits for a whole request: its head and as many bytes as its Content-Length says.
  case readRequest
  case send([UInt8])
  /// Waits until the test calls ``ScriptedServer/release()``.
  case waitForRelease
  /// From here on the connection is secure; the other side begins.
  case startTLS(NIOSSLContext)
  /// Ends the connection in order.
  case close
  /// Ends the connection with a reset.
  case reset

  package static func send(_ text: String) -> Step { .send(Array(text.utf8)) }

  /// A whole answer of a given length.
  package static func answer(_ body: String, status: String = "200 OK", headers: String = "") -> [Step] {
    [
      .readRequest,
      .send("HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"), .close,
    ]
  }
}
