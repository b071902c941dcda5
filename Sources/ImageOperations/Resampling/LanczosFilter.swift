#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The weights with which the pixels of one axis make up the pixels of another length: Lanczos with three lobes.
///
/// Shrinking widens the filter so that every source pixel counts. At the ends only the pixels inside the picture are used and the weights
/// are scaled to a sum of 1.
struct LanczosFilter {
  /// Source pixels for each target pixel.
  let taps: Int
  /// The first source pixel of each target pixel.
  let starts: [Int32]
  /// `taps` weights for each target pixel.
  let weights: [Float]

  /// - Parameters:
  ///   - source: the number of pixels.
  ///   - shown: the stretch of them that the target shows.
  ///   - group: `taps` is rounded up to a multiple of this, with weights of 0.
  ///   - offset: the place of the first pixel in the numbering of `starts`.
  /// - Precondition: both lengths are in 1...2^30; the stretch lies inside the pixels and touches each of them.
  init(from source: Int, showing shown: ResampledPart.Stretch, to target: Int, group: Int, offset: Int = 0) {
    precondition((1...Proportion.largestSide).contains(source) && (1...Proportion.largestSide).contains(target), "sides are 1 to 2^30")
    let scale = shown.length / Double(target)
    let stretch = max(scale, 1)
    let reach = 3 * stretch
    // A window of length 2 * reach that is open at both ends holds at most this many pixel centres.
    let widest = min(source, Int((2 * reach).rounded(.up)))
    let taps = (widest + group - 1) / group * group
    var starts: [Int32] = []
    var weights = [Float](repeating: 0, count: taps * target)
    starts.reserveCapacity(target)
    var window: [Double] = []
    var phase: (centre: Double, count: Int)?
    for index in 0..<target {
      let centre = shown.start + (Double(index) + 0.5) * scale
      let first = max(0, Int((centre - reach - 0.5).rounded(.down)) + 1)
      let last = min(source - 1, first + widest - 1, Int((centre + reach - 0.5).rounded(.up)) - 1)
      // Moved left if the group would reach beyond the end; the pixels before `first` then have weight 0.
      let start = max(0, min(first, source - taps))
      // If lengths are multiples of each other, all windows inside the picture are the same.
      let (relative, count) = (centre - Double(first), last - first + 1)
      if phase.map({ $0.centre != relative || $0.count != count }) ?? true {
        window.removeAll(keepingCapacity: true)
        for pixel in 0..<count { window.append(LanczosFilter.value(at: (Double(pixel) + 0.5 - relative) / stretch)) }
        let sum = window.reduce(0, +)
        for pixel in window.indices { window[pixel] /= sum }
        phase = (relative, count)
      }
      for (offset, weight) in window.enumerated() { weights[index * taps + first - start + offset] = Float(weight) }
      starts.append(Int32(offset + start))
    }
    self.taps = taps
    self.starts = starts
    self.weights = weights
  }

  /// The largest number of target pixels that begin before a pixel that began no later has ended.
  var maximumOverlapping: Int {
    var most = 1
    var end = 0
    for (index, start) in starts.enumerated() {
      while end < starts.count, Int(starts[end]) < Int(start) + taps { end += 1 }
      most = max(most, end - index)
    }
    return most
  }

  /// Returns sinc(x) * sinc(x / 3) inside -3...3, and 0 elsewhere.
  private static func value(at x: Double) -> Double {
    guard x != 0 else { return 1 }
    guard abs(x) < 3 else { return 0 }
    let angle = Double.pi * x
    return 3 * sin(angle) * sin(angle / 3) / (angle * angle)
  }
}
