package import JSON

/// A request that is answered with an error, in Google's shape.
///
/// The shape is `google.rpc.Status` inside `error`, as the Gemini API documents it.
package struct WireFailure: Error, Sendable {
  package let code: Int
  package let status: String
  package let message: String

  package init(code: Int, status: String, message: String) {
    self.code = code
    self.status = status
    self.message = message
  }

  package static func invalidArgument(_ message: String) -> WireFailure {
    WireFailure(code: 400, status: "INVALID_ARGUMENT", message: message)
  }

  package static func notFound(_ message: String) -> WireFailure { WireFailure(code: 404, status: "NOT_FOUND", message: message) }

  package static func forbidden(_ message: String) -> WireFailure { WireFailure(code: 403, status: "PERMISSION_DENIED", message: message) }

  package static func tooLarge(_ message: String) -> WireFailure {
    WireFailure(code: 413, status: "INVALID_ARGUMENT", message: message)
  }

  package static let missingKey = WireFailure(
    code: 403, status: "PERMISSION_DENIED",
    message:
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API."
  )

  /// The string code of such an error at relays.
  package var relayCode: String {
    switch code {
    case 401: "invalid_api_key"
    case 403: "access_denied"
    case 404: "model_not_found"
    case 413: "request_too_large"
    case 400: "invalid_request"
    default: "upstream_error"
    }
  }

  package func body(details: [JSONValue] = []) -> JSONValue {
    .members([
      "error": .members([
        "code": .integer(code), "message": .text(message), "status": .text(status),
        "details": details.isEmpty ? nil : .array(details),
      ])
    ])
  }
}
