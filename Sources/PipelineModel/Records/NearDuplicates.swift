/// Finds originals that look alike by their perceptual hashes.
package enum NearDuplicates {
  /// Bits of 256 that pictures which look alike differ by at most; those of different pictures differ by about half.
  private static let maximumBits = 20
  /// Levels that a channel of their mean colours differs by at most.
  private static let maximumLevels = 10

  private struct Look {
    let bits: [UInt64]
    let colour: [Int]

    init?(_ hash: String) {
      let digits = Array(hash)
      guard digits.count == 70, digits.allSatisfy(\.isHexDigit) else { return nil }
      bits = stride(from: 0, to: 64, by: 16).compactMap { UInt64(String(digits[$0..<$0 + 16]), radix: 16) }
      colour = stride(from: 64, to: 70, by: 2).compactMap { Int(String(digits[$0..<$0 + 2]), radix: 16) }
    }

    func isLike(_ other: Look) -> Bool {
      var count = 0
      for (own, others) in zip(bits, other.bits) { count += (own ^ others).nonzeroBitCount }
      return count <= maximumBits && zip(colour, other.colour).allSatisfy { abs($0 - $1) <= maximumLevels }
    }
  }

  /// Returns the files with the earlier of each pair marked on the later one; of several the first.
  ///
  /// - Parameter order: the names of the assets; those that are not among them come first.
  package static func marked(_ files: [String: Manifest.File], order: [String]) -> [String: Manifest.File] {
    let ranks = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
    let hashed = files.values.filter { $0.kind == .original && $0.perceptualHash != nil }.sorted {
      (ranks[$0.asset] ?? -1, $0.variant, $0.path) < (ranks[$1.asset] ?? -1, $1.variant, $1.path)
    }
    var result = files
    var seen: [(path: String, look: Look)] = []
    for file in hashed {
      guard let look = file.perceptualHash.flatMap({ Look($0) }) else { continue }
      let earlier = seen.first { $0.look.isLike(look) }
      result[file.path]?.duplicateOf = earlier?.path
      if earlier == nil { seen.append((file.path, look)) }
    }
    return result
  }
}
