import ImageCore
import ImageOperations
import PipelineEngine

/// From bytes to upright sRGB pixels, with what a person should know about the way.
enum PictureDecoder {
  /// All of a picture.
  static func decode(
    _ bytes: [UInt8], of path: String? = nil, policy: DecodePolicy = .standard, reader: ImageReader
  ) async throws -> (raster: Raster, notes: [String]) {
    let (picture, notes) = try await decode(bytes, of: path, policy: policy, reader: reader) { _ in nil }
    return (picture.raster, notes)
  }

  /// - Parameters:
  ///   - path: named where the bytes are no picture; nil for bytes that are of no file.
  ///   - sizeNeeded: given the upright size of the picture, the least that will do; nil for all of it.
  @concurrent
  static func decode(
    _ bytes: [UInt8], of path: String?, policy: DecodePolicy, reader: ImageReader, sizeNeeded: @Sendable (PixelSize) -> PixelSize?
  ) async throws -> (picture: ReducedRaster, notes: [String]) {
    let decoded: DecodedImage
    do throws(CodecError) {
      let header = try reader.readHeader(of: bytes.span)
      let target = sizeNeeded(header.uprightSize).map { header.orientation.swapsAxes ? $0.transposed : $0 }
      decoded = try reader.read(bytes.span, fitting: target, natively: true)
    } catch {
      throw StageFailure(name: "unreadable-picture", message: path.map { "'\($0)' cannot be used: \(error)" } ?? error.description)
    }
    return try finish(decoded, policy: policy)
  }

  /// Pixels that were decoded already.
  @concurrent
  static func finish(
    _ answered: AnsweredPicture, policy: DecodePolicy = .standard, reader: ImageReader
  ) async throws -> (raster: Raster, notes: [String]) {
    if let decoded = answered.decoded {
      let (picture, notes) = try finish(decoded, policy: policy)
      return (picture.raster, notes)
    }
    return try await decode(answered.bytes(), policy: policy, reader: reader)
  }

  private static func finish(_ decoded: DecodedImage, policy: DecodePolicy) throws -> (picture: ReducedRaster, notes: [String]) {
    var notes: [String] = []
    let frames = decoded.header.frameCount
    if frames > 1 {
      guard policy.animated == .first else {
        throw StageFailure(name: "animated-picture", message: "the picture has \(frames) frames, and 'animated' is 'error'")
      }
      notes.append("only the first of \(frames) frames is used")
    }
    if decoded.header.colourModel == .cmyk {
      notes.append("CMYK inks were converted to sRGB" + (decoded.raster.colourSpace == .sRGB ? " without a profile" : ""))
    }
    let (raster, colourNote) =
      switch policy.colour {
      case .convert: decoded.raster.convertedToSRGB()
      case .keep: decoded.raster.keepingColour()
      }
    if let colourNote { notes.append(colourNote.description) }
    let stored = ReducedRaster(raster: raster, fullSize: decoded.header.size, region: decoded.region)
    return (stored.upright(from: decoded.header.orientation), notes)
  }
}
