import CImageKernels

/// What each step of resampling costs for each instruction set: a 4096x4096 picture made 256 pixels wide and high.
struct KernelMeasurement {
  private static let side = 4096
  private static let target = 256
  /// Lanczos-3 at this scale: 6 * 16 source pixels, a multiple of the tap group.
  private static let taps = 96

  private let pixels = (0..<side * 4).map { $0 % 4 == 3 ? UInt8(255) : UInt8(truncatingIfNeeded: $0 &* 37) }
  private let levels = (0...255).map { Float($0) / 255 }
  private let starts = (0..<target).map { Int32(min($0 * side / target, side - taps)) }
  private let weights = [Float](repeating: 1 / Float(taps), count: target * taps)
  private let buckets = (0..<Int(RESAMPLING_BUCKETS)).map { UInt8($0 / 16) }
  private let thresholds = (0...256).map { Float($0) / 256 }

  func printTable(runs: Int) {
    print(
      "\n### Kernels, CPU ms for 4096x4096 to 256x256\n\n| kernel | to light | horizontal | by four rows | vertical, kept rows | vertical, sums | to bytes |\n"
        + "|---|---|---|---|---|---|---|")
    var kernels = [("portable", RESAMPLING_KERNEL_PORTABLE)]
    if resampling_fastest_kernel() == RESAMPLING_KERNEL_AVX2 { kernels.append(("AVX2", RESAMPLING_KERNEL_AVX2)) }
    for (name, kernel) in kernels {
      let times = measure(kernel, runs: runs).map(Stopwatch.text)
      print("| \(name) | \(times.joined(separator: " | ")) |")
    }
  }

  private func measure(_ kernel: resampling_kernel, runs: Int) -> [Double] {
    let side = Self.side
    let target = Self.target
    let taps = Self.taps
    let group = Int(RESAMPLING_ROW_GROUP)
    // As the planes of a picture lie: an odd number of cache lines apart.
    let stride = side + 16
    var planes = [Float](repeating: 0.5, count: group * 4 * stride)
    var ring = [Float](repeating: 0.5, count: taps * target * 4)
    var row = [Float](repeating: 0.5, count: target * 4)
    var bytes = [UInt8](repeating: 0, count: target * 4)
    let unpack = Stopwatch.median(of: runs) {
      for _ in 0..<side {
        // A row of `side` pixels into planes of at least as many floats.
        _ = unsafe resampling_unpack(kernel, pixels, 0, side, levels, true, &planes, 0, stride)
      }
    }
    let horizontal = Stopwatch.median(of: runs) {
      for index in 0..<side {
        // Windows end inside the plane; the ring has `taps` rows.
        unsafe resampling_filter_row(
          kernel, planes, 0, stride, true, starts, weights, taps, target, &ring, index % taps * target * 4)
      }
    }
    let horizontalGroups = Stopwatch.median(of: runs) {
      for _ in 0..<side / group {
        // The planes of a group of rows, whose windows end inside their planes; the ring has more rows than a group.
        unsafe resampling_filter_opaque_rows(kernel, planes, stride, starts, weights, taps, target, &ring)
      }
    }
    let vertical = Stopwatch.median(of: runs) {
      for _ in 0..<target {
        // `taps` rows of the ring, as many weights.
        unsafe resampling_blend_rows(kernel, ring, taps, 0, weights, 0, taps, target * 4, &row)
      }
    }
    let sums = Stopwatch.median(of: runs) {
      for _ in 0..<side / group {
        // Every source row is part of six rows of the result.
        for _ in 0..<6 { unsafe resampling_add_rows(kernel, ring, 0, group, target * 4, weights, 0, false, &row, 0) }
      }
    }
    let pack = Stopwatch.median(of: runs) {
      for _ in 0..<target {
        // The row has four floats a pixel; the tables have the sizes the header asks for.
        unsafe resampling_pack(row, 0, target, buckets, thresholds, &bytes, 0)
      }
    }
    return [unpack, horizontal, horizontalGroups, vertical, sums, pack]
  }
}
