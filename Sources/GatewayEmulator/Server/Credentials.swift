import HTTPTypes

/// Finds the way in which a key was sent, and drops the key.
struct Credentials {
  let authentication: ReceivedRequest.Authentication
  /// The headers without those that carry credentials.
  let headers: [ReceivedRequest.Header]

  private static let secret: Set<String> = ["authorization", "proxy-authorization", "x-goog-api-key", "cookie"]

  init(fields: HTTPFields, query: Substring) {
    var found: [ReceivedRequest.Authentication] = []
    var headers: [ReceivedRequest.Header] = []
    for field in fields {
      let name = field.name.canonicalName
      if name == "x-goog-api-key", !field.value.isEmpty { found.append(.googleAPIKey) }
      if name == "authorization", !field.value.isEmpty {
        let words = field.value.split(separator: " ", maxSplits: 1)
        if words.first?.lowercased() == "bearer" {
          if words.count == 2 { found.append(.bearer) }
        } else {
          found.append(.raw)
        }
      }
      if !Credentials.secret.contains(name) { headers.append(ReceivedRequest.Header(name: field.name.rawName, value: field.value)) }
    }
    if query.split(separator: "&").contains(where: { $0.hasPrefix("key=") && $0.utf8.count > 4 }) { found.append(.query) }
    authentication = found.count > 1 ? .several : found.first ?? .none
    self.headers = headers
  }
}
