import CImageKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Tables between bytes and light in 0...1.
struct TransferTables: Sendable {
  /// The light of each byte; 256 entries.
  let levels: [Float]
  /// The byte that a bucket of light starts with; `RESAMPLING_BUCKETS` entries, or none if bytes and light are proportional.
  let buckets: [UInt8]
  /// The light from which on a byte is the nearest one; 257 entries, or none if bytes and light are proportional.
  let thresholds: [Float]

  /// The sRGB curve (IEC 61966-2-1).
  static let linear = TransferTables()
  /// Bytes as they are.
  static let encoded = TransferTables(proportional: 255)

  /// The light of each level of 16 bits by the sRGB curve; 65,536 entries.
  static let deepLevels = (0...65_535).map { Float(TransferTables.light(ofLevel: Double($0) / 257)) }

  private init(proportional peak: Int) {
    levels = (0...peak).map { Float($0) / Float(peak) }
    buckets = []
    thresholds = []
  }

  private init() {
    levels = (0...255).map { Float(TransferTables.light(ofLevel: Double($0))) }
    let limits = (0...256).map { level in
      level == 0 ? -Float.infinity : level == 256 ? Float.infinity : Float(TransferTables.light(ofLevel: Double(level) - 0.5))
    }
    // A bucket starts a little early, because light * 4095 may be rounded up to it.
    let count = Int(RESAMPLING_BUCKETS)
    var level = 0
    buckets = (0..<count).map { bucket in
      let start = Float(bucket) / Float(count - 1) - 1e-6
      while start >= limits[level + 1] { level += 1 }
      return UInt8(level)
    }
    thresholds = limits
  }

  private static func light(ofLevel level: Double) -> Double {
    let encoded = level / 255
    return encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4)
  }
}
