import JSON

/// A request that is answered with an error, in Google's shape.
///
/// The shape is `google.rpc.Status` inside `error`, as the Gemini API documents it.
struct WireFailure: Error, Sendable {
  let code: Int
  let status: String
  let message: String

  static func invalidArgument(_ message: String) -> WireFailure {
    WireFailure(code: 400, status: "INVALID_ARGUMENT", message: message)
  }

  static func notFound(_ message: String) -> WireFailure { WireFailure(code: 404, status: "NOT_FOUND", message: message) }

  static func forbidden(_ message: String) -> WireFailure { WireFailure(code: 403, status: "PERMISSION_DENIED", message: message) }

  static func tooLarge(_ message: String) -> WireFailure {
    WireFailure(code: 413, status: "INVALID_ARGUMENT", message: message)
  }

  static let missingKey = WireFailure(
    code: 403, status: "PERMISSION_DENIED",
    message:
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API."
  )

  /// The string code that relays give such an error.
  var relayCode: String {
    switch code {
    case 401: "invalid_api_key"
    case 403: "access_denied"
    case 404: "model_not_found"
    case 413: "request_too_large"
    case 400: "invalid_request"
    default: "upstream_error"
    }
  }

  func body(details: [JSONValue] = []) -> JSONValue {
    .members([
      "error": .members([
        "code": .integer(code), "message": .text(message), "status": .text(status),
        "details": details.isEmpty ? nil : .array(details),
      ])
    ])
  }
}
