import CSceneKernel
import ImageCore

/// The picture being painted: opaque RGBA, and the only way from Swift into the C kernel.
struct Canvas {
  let size: PixelSize
  private var pixels: [UInt8]

  /// - Precondition: the size is one that models return, so that its bytes can be counted in 32 bits.
  init(_ size: PixelSize) {
    guard let layout = RasterLayout(size: size, format: .rgba8), layout.byteCount <= Int(Int32.max) else {
      preconditionFailure("a canvas has at most 2^31 bytes")
    }
    self.size = size
    pixels = [UInt8](repeating: 255, count: layout.byteCount)
  }

  /// Begins with the pixels of a picture.
  /// - Precondition: the raster is RGBA with 8 bits a sample.
  init(_ raster: Raster) {
    precondition(raster.format == .rgba8, "a canvas is RGBA with 8 bits a sample")
    size = raster.size
    pixels = raster.pixels
  }

  var width: Float { Float(size.width) }
  var height: Float { Float(size.height) }
  /// The side that sizes of things are relative to.
  var unit: Float { min(width, height) }

  /// Returns the finished picture, sRGB.
  consuming func raster() -> Raster {
    guard let layout = RasterLayout(size: size, format: .rgba8) else { preconditionFailure("the size was checked") }
    return Raster(layout: layout, pixels: pixels)
  }

  private mutating func draw(_ work: (ScenePicture) -> Int32) {
    let (width, height) = (Int32(size.width), Int32(size.height))
    let done = unsafe pixels.withUnsafeMutableBufferPointer { buffer in
      // The buffer has width * height * 4 bytes (both initialisers), and the kernel stays inside width and height.
      unsafe work(ScenePicture(pixels: buffer.baseAddress, width: width, height: height))
    }
    precondition(done == 1, "no memory is left to paint with")
  }

  mutating func fillSky(_ sky: SceneSky) {
    unsafe draw { picture in
      var sky = sky
      return unsafe scene_sky(picture, &sky)
    }
  }

  /// Returns heights 0...1 for every column.
  func ridge(_ kind: Int, wavelength: Float, offset: Float, octaves: Int, seed: UInt32) -> [Float] {
    let count = size.width
    return unsafe [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      if let address = buffer.baseAddress {
        // Writes exactly `count` values, which is the capacity.
        unsafe scene_ridge(address, Int32(count), Int32(kind), wavelength, offset, Int32(octaves), seed)
      }
      filled = count
    }
  }

  /// Fills below `edge`, which has a row for each column.
  mutating func fillLayer(_ edge: [Float], to bottom: Float, _ layer: SceneLayer) {
    precondition(edge.count == size.width, "an edge has a row for each column")
    let bottom = Int32(min(max(bottom, 0), height))
    unsafe draw { picture in
      var layer = layer
      // The kernel reads `picture.width` values, which the precondition counted.
      return unsafe edge.withUnsafeBufferPointer { unsafe scene_layer(picture, $0.baseAddress, bottom, &layer) }
    }
  }

  mutating func fillWater(_ water: SceneWater) {
    unsafe draw { picture in
      var water = water
      unsafe scene_water(picture, &water)
      return 1
    }
  }

  mutating func fill(
    _ outline: Outline, top: SceneColour, bottom: SceneColour, from topRow: Float = 0, to bottomRow: Float = 0, alpha: Float = 1
  ) {
    guard !outline.counts.isEmpty else { return }
    unsafe draw { picture in
      var ink = SceneInk(top: top, bottom: bottom, topRow: topRow, bottomRow: bottomRow, alpha: alpha)
      // `counts` sums to half of `points.count` (Outline adds both together).
      return unsafe outline.points.withUnsafeBufferPointer { points in
        unsafe outline.counts.withUnsafeBufferPointer { counts in
          unsafe scene_fill(picture, points.baseAddress, counts.baseAddress, Int32(counts.count), &ink)
        }
      }
    }
  }

  mutating func fill(_ outline: Outline, _ colour: SceneColour, alpha: Float = 1) {
    fill(outline, top: colour, bottom: colour, alpha: alpha)
  }

  mutating func fill(_ discs: [SceneDisc]) {
    unsafe draw { picture in
      unsafe discs.withUnsafeBufferPointer { unsafe scene_discs(picture, $0.baseAddress, Int32($0.count)) }
      return 1
    }
  }

  mutating func fill(_ rectangles: [SceneRectangle]) {
    unsafe draw { picture in
      unsafe rectangles.withUnsafeBufferPointer { unsafe scene_rectangles(picture, $0.baseAddress, Int32($0.count)) }
      return 1
    }
  }

  mutating func finish(vignette: Float, grain: Float, grainScale: Float, seed: UInt32) {
    unsafe draw { picture in
      unsafe scene_finish(picture, vignette, grain, max(1, grainScale), seed)
      return 1
    }
  }

  /// Changes the saturation, then maps every sample by its curve.
  /// - Precondition: each curve has 256 values.
  mutating func grade(saturation: Float, red: [UInt8], green: [UInt8], blue: [UInt8]) {
    precondition(red.count == 256 && green.count == 256 && blue.count == 256, "a curve has a value for each of 256 samples")
    unsafe draw { picture in
      // The kernel reads 256 values of each, which the precondition counted.
      unsafe red.withUnsafeBufferPointer { red in
        unsafe green.withUnsafeBufferPointer { green in
          unsafe blue.withUnsafeBufferPointer { blue in
            unsafe scene_grade(picture, saturation, red.baseAddress, green.baseAddress, blue.baseAddress)
          }
        }
      }
      return 1
    }
  }

  /// Draws a picture over this one, its edge brushed away over about `brush` pixels.
  mutating func place(_ source: Raster, left: Int, top: Int, brush: Float, seed: UInt32) {
    precondition(source.format == .rgba8, "pictures are placed from RGBA")
    var copy = source.pixels
    let (width, height) = (Int32(source.size.width), Int32(source.size.height))
    unsafe draw { picture in
      unsafe copy.withUnsafeMutableBufferPointer { buffer in
        // A raster's bytes equal its layout, width * height * 4; the kernel only reads them.
        unsafe scene_place(
          picture, ScenePicture(pixels: buffer.baseAddress, width: width, height: height), Int32(left), Int32(top), brush, seed)
      }
      return 1
    }
  }
}

extension SceneColour {
  /// Creates a colour written as `0xRRGGBB`, in sRGB.
  init(_ code: UInt32) {
    self.init(red: Float((code >> 16) & 255), green: Float((code >> 8) & 255), blue: Float(code & 255))
  }

  /// Returns the colour `share` of the way to `other`, 0...1.
  func mixed(_ other: SceneColour, _ share: Float) -> SceneColour {
    SceneColour(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share, blue: blue + (other.blue - blue) * share)
  }

  /// Returns the colour as it looks in light of that colour.
  func lit(by light: SceneColour) -> SceneColour {
    SceneColour(red: red * light.red / 255, green: green * light.green / 255, blue: blue * light.blue / 255)
  }

  func scaled(_ factor: Float) -> SceneColour {
    SceneColour(red: min(255, red * factor), green: min(255, green * factor), blue: min(255, blue * factor))
  }
}
