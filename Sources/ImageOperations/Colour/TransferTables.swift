import CImageKernels
import ImageCore

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

/// The curves of an RGB profile that is made of primaries and curves, as resampling needs them: from encoded values to light, and back.
struct ProfileCurves: Sendable {
  /// The light of each byte of red, of green and of blue; 3 * 256 entries.
  let levels: [Float]
  /// The same for 16 bits, 3 * 65,536 entries; none if they were not requested.
  let deepLevels: [Float]
  /// The byte that a bucket of light starts with; 3 * `RESAMPLING_BUCKETS` entries.
  let buckets: [UInt8]
  /// The light above which a byte is the nearest one; 3 * 257 entries.
  let thresholds: [Float]

  /// Steps of half a level: a level begins in the middle between two.
  private static let steps = 511

  /// Reads the curves of a profile, or returns `nil` if it has none, or if one of them does not rise.
  init?(_ profile: [UInt8], isDeep: Bool) {
    guard let halves = ProfileCurves.light(of: profile, count: ProfileCurves.steps) else { return nil }
    var levels: [Float] = []
    var buckets: [UInt8] = []
    var thresholds: [Float] = []
    for channel in 0..<3 {
      let curve = Array(halves[channel * ProfileCurves.steps..<(channel + 1) * ProfileCurves.steps])
      guard let lowest = curve.first, let highest = curve.last, lowest < highest, zip(curve, curve.dropFirst()).allSatisfy({ $0 <= $1 })
      else { return nil }
      levels += (0...255).map { curve[2 * $0] }
      let limits = (0...256).map { level in
        // Where a curve ends flat, white stays the last level; where it begins flat, black stays the first.
        level == 0 ? -Float.infinity : level == 256 ? Float.infinity : min(curve[2 * level - 1], highest.nextDown)
      }
      thresholds += limits
      let count = Int(RESAMPLING_BUCKETS)
      var level = 0
      buckets += (0..<count).map { bucket in
        // A bucket starts a little early, because light * 4095 may be rounded up to it.
        let start = Float(bucket) / Float(count - 1) - 1e-6
        while start > limits[level + 1] { level += 1 }
        return UInt8(level)
      }
    }
    self.levels = levels
    self.buckets = buckets
    self.thresholds = thresholds
    guard isDeep else {
      deepLevels = []
      return
    }
    guard let deep = ProfileCurves.light(of: profile, count: 65_536) else { return nil }
    deepLevels = deep
  }

  /// Returns the light of `count` samples of each channel, within 0...1, or `nil` if there is none, or if one is not a finite number.
  private static func light(of profile: [UInt8], count: Int) -> [Float]? {
    var light = [Float](repeating: 0, count: 3 * count)
    // The array has as many entries as the header says; the capacity passed is that of the profile's array.
    guard unsafe colour_profile_curves(profile, profile.count, count, &light), light.allSatisfy({ $0.isFinite }) else { return nil }
    return light.map { min(max($0, 0), 1) }
  }

  /// Returns the light of each sample of pixels in this format.
  func light(for format: PixelFormat) -> [Float] { format == .rgba16 ? deepLevels : levels }
}
