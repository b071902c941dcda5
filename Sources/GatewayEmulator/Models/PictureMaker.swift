import Dialects
import GatewayAPI
import ImageCore
import ImageOperations

/// Turns a call into encoded pictures.
struct PictureMaker: Sendable {
  let codecs: CodecRegistry
  let limits: DecodeLimits

  /// The reason why no picture could be made of a request; answered as an internal error.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Makes the picture of a call. The same call, model, size and variation give the same bytes.
  @concurrent
  func make(
    _ call: EmulatedCall, model: EmulatedModel, size: PixelSize, title: String, seed: UInt64, variation: Int, format: FormatID?,
    isOnCheckerboard: Bool = false, edits: [PictureEdit] = []
  ) async throws -> EmulatedPicture {
    guard let format, let codec = codecs.codec(for: format), codec.format.can(.encode) else {
      throw Failure(description: "the emulator has no encoder for \(format?.rawValue ?? "pictures")")
    }
    let caption = CaptionPlate(title: title, facts: [size.description, model.title, "no. \(variation)"], prompt: call.prompt)
    let pictures = try call.pictures.map(decode)
    let raster: Raster
    let ground: GroundPainter.Ground? =
      call.isTransparent
      ? .flat(Self.keyColour)
      : isOnCheckerboard ? .checkerboard : GroundSentence.colour(in: call.prompt).flatMap { Colour($0) }.map { .flat($0) }
    if !edits.isEmpty {
      raster = try EditPainter(edits: edits, prompt: call.prompt, seed: seed, pictures: pictures).paint(size: size)
    } else if let ground {
      raster = try GroundPainter(ground: ground, prompt: call.prompt, seed: seed, pictures: pictures).paint(size: size, caption: caption)
    } else if pictures.isEmpty {
      raster = ScenePainter(prompt: call.prompt, seed: seed).paint(size: size, caption: caption)
    } else {
      raster = try PhotoPainter(prompt: call.prompt, seed: seed, pictures: pictures).paint(size: size, caption: caption)
    }
    try Task.checkCancellation()
    let quality = Quality(90) ?? .standard
    let finished = call.isTransparent ? raster.without(Self.keyColour) : raster
    let bytes = try ImageWriter(codecs: codecs).write(finished, as: format, fidelity: Fidelity(quality: quality))
    return EmulatedPicture(bytes: bytes, mediaType: codec.format.mediaType)
  }

  /// What is painted where nothing is to be.
  private static let keyColour = Colour(red: 255, green: 0, blue: 255)

  private func decode(_ image: ReceivedImage) throws -> Raster {
    let decoded = try ImageReader(codecs: codecs, limits: limits).open(image.bytes).decode()
    return decoded.raster.convertedToSRGB().raster.upright(from: decoded.header.orientation)
  }
}

extension Raster {
  /// Returns the picture with all pixels of a colour wholly transparent.
  fileprivate func without(_ colour: Colour) -> Raster {
    var pixels = self.pixels
    for start in stride(from: 0, to: pixels.count, by: 4)
    where pixels[start] == colour.red && pixels[start + 1] == colour.green && pixels[start + 2] == colour.blue {
      for place in start..<(start + 4) { pixels[place] = 0 }
    }
    guard let layout = RasterLayout(size: size, format: .rgba8) else { preconditionFailure("the size was checked") }
    return Raster(layout: layout, pixels: pixels)
  }
}
