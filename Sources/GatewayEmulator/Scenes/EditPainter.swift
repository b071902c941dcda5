import Dialects
import ImageCore
import ImageOperations

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Returns the first picture of a request as it came, cut to the answer's ratio, with edits that nobody asked for.
struct EditPainter {
  let edits: [PictureEdit]
  let prompt: String
  let seed: UInt64
  /// Upright sRGB pictures, in the request's order.
  let pictures: [Raster]

  func paint(size: PixelSize) throws(CancellationError) -> Raster {
    var base: Raster
    if let first = pictures.first {
      base = try first.fitted(FitPlan(source: first.size, target: .box(size, .cover), enlarge: true), background: .white)
        .flattened(onto: .white).roundedToBytes()
    } else {
      base = scene(of: size, seed: seed)
    }
    let moved = try base.laid(by: placing(size))
    // What came in from beyond the edge is what stood there before.
    base = base.with(moved, where: PictureMask(alphaOf: moved))
    for edit in edits {
      switch edit {
      case .shift, .zoom, .turn: break
      case .tint(let red, let green, let blue): base = base.tinted(by: [red, green, blue])
      case .redraw(let left, let top, let width, let height): base = redrawn(base, left, top, width, height)
      }
    }
    return base
  }

  private func placing(_ size: PixelSize) -> SourceLaying {
    var (x, y, scale, turn) = (0.0, 0.0, 1.0, 0.0)
    for edit in edits {
      switch edit {
      case .shift(let across, let down): (x, y) = (x + across, y + down)
      case .zoom(let share): scale *= 1 + share
      case .turn(let degrees): turn += degrees
      case .tint, .redraw: break
      }
    }
    // From the answer back to the picture.
    let (cosine, sine) = (cos(turn * .pi / 180), sin(turn * .pi / 180))
    return SourceLaying(
      scaled: size, size: size, shiftX: Int((-(cosine * x + sine * y) / scale * 100).rounded()),
      shiftY: Int((-(cosine * y - sine * x) / scale * 100).rounded()), scaleX: Int((100_000 / scale).rounded()),
      scaleY: Int((100_000 / scale).rounded()), turn: Int((-turn * 1_000).rounded()))
  }

  private func scene(of size: PixelSize, seed: UInt64) -> Raster {
    var canvas = Canvas(size)
    _ = ScenePainter(prompt: prompt, seed: seed).paintScene(on: &canvas)
    return canvas.raster()
  }

  private func redrawn(_ picture: Raster, _ left: Double, _ top: Double, _ width: Double, _ height: Double) -> Raster {
    let size = picture.size
    let part = PixelSize(max(1, Int(Double(size.width) * width)), max(1, Int(Double(size.height) * height)))
    var canvas = Canvas(picture)
    canvas.place(
      scene(of: part, seed: seed &+ 1), left: Int(Double(size.width) * left), top: Int(Double(size.height) * top), brush: 0, seed: 0)
    return canvas.raster()
  }
}

extension Raster {
  /// Returns the picture with the light of each channel multiplied.
  fileprivate func tinted(by factors: [Double]) -> Raster {
    func encoded(_ light: Double) -> UInt8 {
      let value = light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
      return UInt8((min(1, max(0, value)) * 255).rounded())
    }
    func light(_ level: Int) -> Double {
      let value = Double(level) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    let tables = factors.map { factor in (0...255).map { encoded(light($0) * factor) } }
    var bytes = pixels
    var changed = bytes.mutableSpan
    for index in changed.indices where index % 4 < 3 { changed[index] = tables[index % 4][Int(changed[index])] }
    return Raster(layout: layout, pixels: bytes, colourSpace: colourSpace)
  }
}
