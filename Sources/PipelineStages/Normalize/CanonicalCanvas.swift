import ImageCore
import ImageOperations

/// A shape that pictures are brought to by one nominal ratio: exactly with `cover` and `pad`, as the frame they fit into with `inside`.
struct CanonicalCanvas: Hashable, Sendable {
  let ratio: AspectRatio
  let mode: FitMode

  /// Returns the plan for a picture of this size, or `nil` if it fits as it is. Nothing is enlarged.
  ///
  /// - Parameter longest: the longest edge of the canvas in pixels; `nil` leaves it to the picture.
  func plan(for size: PixelSize, longest: Int?) -> FitPlan? {
    let natural =
      switch mode {
      case .cover: AspectCrop(of: size, to: ratio).rectangle.size
      case .pad, .inside: AspectPad(of: size, to: ratio).canvas
      }
    let canvas = longest.flatMap { $0 < natural.longestSide ? frame(longest: $0) : nil } ?? natural
    let plan = FitPlan(source: size, target: .box(canvas, mode), enlarge: false)
    let isIdentity = plan.outputSize == size && plan.scaled == size
    return isIdentity ? nil : plan
  }

  /// Returns the frame of the ratio whose longer side is given; the other is rounded half up.
  private func frame(longest: Int) -> PixelSize {
    func other(_ numerator: Int, _ denominator: Int) -> Int { max(1, (2 * longest * numerator + denominator) / (2 * denominator)) }
    return ratio.width >= ratio.height
      ? PixelSize(longest, other(ratio.height, ratio.width)) : PixelSize(other(ratio.width, ratio.height), longest)
  }
}
