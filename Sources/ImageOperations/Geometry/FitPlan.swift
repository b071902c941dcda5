package import ImageCore

/// The steps that bring a picture of one size to a ``FitTarget``: crop, then scale, then place on a canvas.
///
/// Pure arithmetic, so a planner gets the pixel sizes from it. Sides are rounded half up and are at least 1.
package struct FitPlan: Hashable, Sendable {
  package let source: PixelSize
  /// The part of the source that is kept; all of it except for ``FitMode/cover``.
  package let crop: PixelRectangle
  /// The size of that part once it is scaled.
  package let scaled: PixelSize
  /// Only for ``FitMode/pad``.
  package let placement: CanvasPlacement?
  /// Indicates whether the target could only be met by enlarging, which was not wanted.
  package let keptSmaller: Bool

  /// The size of the result.
  package var outputSize: PixelSize { placement?.canvas ?? scaled }

  /// Plans for a picture of size `source`.
  ///
  /// Without `enlarge` no pixel is scaled up: `cover` then gives the largest crop of the asked proportions, `pad` the unscaled
  /// picture on the exact canvas, everything else the picture as it is.
  /// - Parameter focus: what `cover` keeps in the middle; `nil` for the middle itself.
  package init(source: PixelSize, target: FitTarget, enlarge: Bool, focus: FocusPoint? = nil) {
    let whole = PixelRectangle(whole: source)
    switch target {
    case .longest(let side):
      let isWide = source.width >= source.height
      self.init(source: source, scaling: isWide ? .width(side) : .height(side), enlarge: enlarge)
    case .width(let width):
      self.init(source: source, scaling: .width(width), enlarge: enlarge)
    case .height(let height):
      self.init(source: source, scaling: .height(height), enlarge: enlarge)
    case .box(let box, .inside):
      self.init(source: source, scaling: Scaling(of: source, inside: box), enlarge: enlarge)
    case .box(let box, .pad):
      let inner = FitPlan(source: source, scaling: Scaling(of: source, inside: box), enlarge: enlarge)
      self.init(
        source: source, crop: whole, scaled: inner.scaled, placement: CanvasPlacement(centring: inner.scaled, on: box),
        keptSmaller: inner.keptSmaller)
    case .box(let box, .cover):
      let part = source.largestPart(inProportion: box.width, to: box.height)
      let crop = focus.map { PixelRectangle(part, in: source, around: $0) } ?? PixelRectangle(centred: part, in: source)
      // The side on which nothing is cut off decides whether this enlarges; the other one may have been rounded.
      let isWide = Proportion.isAtLeastAsWide((source.width, source.height), as: (box.width, box.height))
      let enlarges = isWide ? box.height > source.height : box.width > source.width
      let keptSmaller = enlarges && !enlarge
      self.init(source: source, crop: crop, scaled: keptSmaller ? crop.size : box, placement: nil, keptSmaller: keptSmaller)
    }
  }

  private init(source: PixelSize, crop: PixelRectangle, scaled: PixelSize, placement: CanvasPlacement?, keptSmaller: Bool) {
    self.source = source
    self.crop = crop
    self.scaled = scaled
    self.placement = placement
    self.keptSmaller = keptSmaller
  }

  private init(source: PixelSize, scaling: Scaling, enlarge: Bool) {
    let keptSmaller = scaling.enlarges(source) && !enlarge
    self.init(
      source: source, crop: PixelRectangle(whole: source), scaled: keptSmaller ? source : scaling.size(of: source), placement: nil,
      keptSmaller: keptSmaller)
  }
}

extension PixelRectangle {
  fileprivate init(_ part: PixelSize, in source: PixelSize, around focus: FocusPoint) {
    self.init(
      x: FocusPoint.start(of: part.width, in: source.width, around: focus.x),
      y: FocusPoint.start(of: part.height, in: source.height, around: focus.y), size: part)
  }
}

/// A scale in both directions that is given by what one side becomes.
private enum Scaling {
  case width(Int)
  case height(Int)

  /// Creates the largest scale at which a picture fits in a box.
  init(of source: PixelSize, inside box: PixelSize) {
    let isWide = Proportion.isAtLeastAsWide((source.width, source.height), as: (box.width, box.height))
    self = isWide ? .width(box.width) : .height(box.height)
  }

  func enlarges(_ source: PixelSize) -> Bool {
    switch self {
    case .width(let width): width > source.width
    case .height(let height): height > source.height
    }
  }

  func size(of source: PixelSize) -> PixelSize {
    switch self {
    case .width(let width): PixelSize(width, Proportion.scaled(source.height, by: width, over: source.width))
    case .height(let height): PixelSize(Proportion.scaled(source.width, by: height, over: source.height), height)
    }
  }
}

extension PixelSize {
  /// Returns the size of the largest part of a picture whose sides are as `width` to `height`.
  func largestPart(inProportion width: Int, to height: Int) -> PixelSize {
    if Proportion.isAtLeastAsWide((self.width, self.height), as: (width, height)) {
      PixelSize(Proportion.scaled(self.height, by: width, over: height), self.height)
    } else {
      PixelSize(self.width, Proportion.scaled(self.width, by: height, over: width))
    }
  }
}

/// The way in which a picture is brought to a width and a height that need not be in its own proportions.
package enum FitMode: String, CaseIterable, Sendable {
  /// The largest picture that fits; one side may be smaller than asked.
  case inside
  /// Exactly the requested size; the excess is cut off evenly.
  case cover
  /// Exactly the size asked for; the picture lies in the middle of a coloured canvas.
  case pad
}

/// The size a picture should get, in pixels from 1 to 2^30.
package enum FitTarget: Hashable, Sendable {
  /// The longer side; the other follows.
  case longest(Int)
  /// The width; the height follows.
  case width(Int)
  /// The height; the width follows.
  case height(Int)
  case box(PixelSize, FitMode)
}
