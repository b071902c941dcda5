extension DecodeLimits {
  /// A limit that a picture which is yet to be made would go beyond.
  package struct Excess: Hashable, Sendable {
    /// As it is set.
    package let name: String
    /// Its unit, as in messages.
    package let phrase: String
    package let actual: Int
    package let allowed: Int
  }

  /// Returns the limit that pixels of this size would exceed, or `nil` if there is none: ``pixels`` and ``decodedBytes`` hold for them as
  /// for pictures that are read.
  package func problem(making size: PixelSize) -> Excess? {
    func excess(_ limit: CodecError.Limit, _ actual: Int, _ allowed: Int) -> Excess? {
      actual > allowed ? Excess(name: limit.rawValue, phrase: limit.phrase, actual: actual, allowed: allowed) : nil
    }
    // A count that does not fit in an integer is beyond every limit.
    return excess(.pixels, size.pixelCount ?? .max, pixels)
      ?? excess(.decodedBytes, RasterLayout(size: size, format: .rgba8)?.byteCount ?? .max, decodedBytes)
  }
}
