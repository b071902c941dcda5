import Storage
// The stdlib's own normalization, which the full Foundation would bring in otherwise:
// https://github.com/swiftlang/swift/blob/main/stdlib/public/core/NFC.swift
@_spi(_Unicode) import Swift

/// One part of a pipeline's assets, for one of several processes: `3/100`.
///
/// The division depends on names alone, so it is the same on every machine. Assets that start from each other are in the same part.
package struct Shard: Hashable, Sendable, CustomStringConvertible {
  /// From 1 to ``count``.
  package let index: Int
  package let count: Int

  private static let counts = 1...1_000_000

  /// Reads `I/N` with I from 1 to N, and N at most a million.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2,
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
      let index = Int(parts[0]), let count = Int(parts[1]), Self.counts.contains(count), (1...count).contains(index)
    else { return nil }
    self.index = index
    self.count = count
  }

  package var description: String { "\(index)/\(count)" }

  /// Returns whether an asset is in this part.
  /// - Parameter root: the name of the asset at the root of those that it starts from.
  package func contains(_ root: String) -> Bool { Self.number(of: root, among: count) == index }

  /// Returns the number of the part that an asset is in, from 1: the first 8 bytes of the SHA-256 of the root's name (NFC, UTF-8), most
  /// significant first, modulo the number of parts, plus 1.
  package static func number(of root: String, among count: Int) -> Int {
    var composed = String.UnicodeScalarView()
    for scalar in root._nfc { composed.append(scalar) }
    let word = Digest.of(utf8: String(composed)).bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(word % UInt64(count)) + 1
  }
}
