import ImageCore
import ImageOperations
import PipelineModel

extension Thumbnail {
  /// Returns the reason why the requested size is impossible, whatever the source is, or `nil` if it depends on the source.
  func sizeProblem(as format: ImageFormat, limits: DecodeLimits) -> String? {
    guard let target else { return nil }
    if let asked = leastAsked(of: target), let longest = format.longestSide, asked > longest {
      return "'\(name)' asks for \(asked) pixels on a side, and a \(format.id) picture has at most \(longest)"
    }
    guard let size = exactSize(of: target) else { return nil }
    return PlannedPicture(name: name, size: size, format: format).problem(within: limits)
  }

  /// Returns the longest side of a picture that meets the target in full. A box that it fits inside is met by either side.
  private func leastAsked(of target: FitTarget) -> Int? {
    switch target {
    case .longest(let side), .width(let side), .height(let side): side
    case .box(let box, .inside): min(box.width, box.height)
    case .box(let box, .cover), .box(let box, .pad): box.longestSide
    }
  }

  /// Returns the size that every source yields, or `nil` if it depends on the source. Without `enlarge` a small source is covered by less
  /// than the box.
  private func exactSize(of target: FitTarget) -> PixelSize? {
    switch target {
    case .box(let box, .pad): box
    case .box(let box, .cover): enlarge ? box : nil
    case .box(_, .inside), .longest, .width, .height: nil
    }
  }
}
