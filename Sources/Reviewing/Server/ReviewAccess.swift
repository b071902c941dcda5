import HTTPTypes

/// Who may use a review: whoever has its token, from a page of its own address.
///
/// A page from elsewhere, or one whose name was made to lead here, can send requests to this address too; the host says what name it used, and the
/// origin where it came from.
struct ReviewAccess: Sendable {
  let port: Int
  let token: String

  private var cookie: String { "aquatint-review-\(port)" }

  /// What a browser is given with the page, so that it gets the pictures too.
  var setCookie: String { "\(cookie)=\(token); Path=/; HttpOnly; SameSite=Strict" }

  /// - Parameter query: what stands behind the question mark.
  func allows(_ head: HTTPRequest, query: Substring) -> Bool {
    guard let host = head.authority, isOwn(host) else { return false }
    if let origin = head.headerFields[.origin], origin != "http://\(host)" { return false }
    if let name = HTTPField.Name("Sec-Fetch-Site"), let site = head.headerFields[name], site != "same-origin", site != "none" {
      return false
    }
    // A change has to come from a page of ours, or from a program, which names no origin but the token itself.
    return isToken(query: query) || (head.method == .get && isToken(cookies: head.headerFields[.cookie]))
  }

  private func isOwn(_ host: String) -> Bool { ["127.0.0.1:\(port)", "localhost:\(port)"].contains(host) }

  private func isToken(query: Substring) -> Bool {
    query.split(separator: "&").contains { part in part.hasPrefix("token=") && isEqual(part.dropFirst(6), token) }
  }

  private func isToken(cookies: String?) -> Bool {
    (cookies ?? "").split(separator: ";").contains { part in
      let part = part.drop { $0 == " " }
      return part.hasPrefix(cookie + "=") && isEqual(part.dropFirst(cookie.utf8.count + 1), token)
    }
  }

  /// Takes as long for a wrong text as for the right one.
  private func isEqual(_ text: Substring, _ secret: String) -> Bool {
    let (left, right) = (Array(text.utf8), Array(secret.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
