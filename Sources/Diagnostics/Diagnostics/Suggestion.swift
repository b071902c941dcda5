/// Finds the name that a person most likely meant.
package enum Suggestion {
  /// More candidates than this are not looked through: a file may have thousands of names, and as many mistakes.
  private static let maximumCandidates = 512
  /// Bytes of a text that is taken for the beginning of a name; shorter ones begin too many.
  private static let minimumBeginning = 5

  /// Returns the candidate closest to `text`, if one is close enough to be worth asking about.
  package static func nearest(to text: String, among candidates: [String]) -> String? {
    let wanted = Array(text.lowercased().unicodeScalars.prefix(64))
    guard !wanted.isEmpty else { return nil }
    var best: (text: String, distance: Int)?
    for candidate in candidates.prefix(maximumCandidates) where candidate != text {
      let distance = editDistance(wanted, Array(candidate.lowercased().unicodeScalars.prefix(64)))
      if distance < (best?.distance ?? .max) { best = (candidate, distance) }
    }
    guard let best else { return nil }
    return best.distance <= max(1, wanted.count / 3) ? best.text : continuation(of: text.lowercased(), among: candidates)
  }

  /// Returns the shortest candidate that goes on where a longer text ends.
  private static func continuation(of text: String, among candidates: [String]) -> String? {
    guard text.utf8.count >= minimumBeginning else { return nil }
    return candidates.prefix(maximumCandidates).filter { $0.lowercased().hasPrefix(text) }.min { $0.utf8.count < $1.utf8.count }
  }

  /// Returns the number of insertions, deletions, replacements and exchanges of neighbours that turn one into the other.
  private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (left[row] == right[column] ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
