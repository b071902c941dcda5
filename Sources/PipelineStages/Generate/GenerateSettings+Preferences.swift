import GatewayAPI
import ImageCore

/// What becomes of settings that the file only prefers, where model and gateways cannot do them: the nearest that they can.
extension GenerateSettings {
  /// The settings that `prefer` may name.
  static let preferable: [RequestField] = [
    .aspectRatio, .imageSize, .quality, .systemInstruction, .safetySettings, .tools, .temperature, .topP, .topK, .seed, .maxOutputTokens,
    .thinkingLevel, .searchTypes,
  ]

  func prefers(_ field: RequestField) -> Bool { preferred.contains(field) }

  /// The ratio to ask for instead of `ratio`, given those there are; the same where it is among them, or is no mere preference.
  func attainable(_ ratio: AspectRatio, among ratios: [AspectRatio]) -> AspectRatio {
    guard prefers(.aspectRatio), !ratios.contains(ratio) else { return ratio }
    return AspectRatio.nearest(to: PixelSize(ratio.width, ratio.height), among: ratios) ?? ratio
  }

  /// The size to ask for instead of `size`, given those there are.
  func attainable(_ size: String, among sizes: [String]) -> String {
    guard prefers(.imageSize), !sizes.contains(size), let wanted = Self.edge(size) else { return size }
    // Of two that are as near, the smaller one, which costs no more.
    let ranked = sizes.compactMap { name in Self.edge(name).map { (name, $0) } }.sorted { $0.1 < $1.1 }
    func distance(_ edge: Int) -> Double { edge > wanted ? Double(edge) / Double(wanted) : Double(wanted) / Double(edge) }
    return ranked.min { distance($0.1) < distance($1.1) }?.0 ?? size
  }

  /// The edge of a square of a size such as 512 or 2K, in pixels.
  private static func edge(_ size: String) -> Int? {
    let number = size.hasSuffix("K") ? Int(size.dropLast()).map { $0 * 1_024 } : Int(size)
    return number.flatMap { (1...1_000_000).contains($0) ? $0 : nil }
  }

  /// What people are told of a ratio or size that is asked for in place of another.
  static func note(asking instead: String, for wanted: String, _ what: String) -> String {
    "the \(what) '\(wanted)' is not to be had; '\(instead)' is asked for, as 'prefer' allows"
  }
}
