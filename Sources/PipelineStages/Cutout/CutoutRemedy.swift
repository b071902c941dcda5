/// What may be done about a picture that cannot be cut out. They are tried in the order of the file.
enum CutoutRemedy: Hashable, Sendable {
  /// This many further paid calls.
  case retry(Int)
  case accept
  case fail

  static let expected = "'retry N' (1 to 10), 'accept' or 'fail'"
  private static let mostRetries = 10

  init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: true)
    switch (words.first, words.count) {
    case ("accept", 1): self = .accept
    case ("fail", 1): self = .fail
    case ("retry", 2):
      guard let count = Int(words[1]), (1...Self.mostRetries).contains(count) else { return nil }
      self = .retry(count)
    default: return nil
    }
  }

  var text: String {
    switch self {
    case .retry(let count): "retry \(count)"
    case .accept: "accept"
    case .fail: "fail"
    }
  }
}
