import ImageCore
import ImageOperations
import PipelineEngine

/// From bytes to upright sRGB pixels, with what a person should know about the way.
enum PictureDecoder {
  @concurrent
  static func decode(_ bytes: [UInt8], reader: ImageReader) async throws -> (raster: Raster, notes: [String]) {
    do throws(CodecError) {
      return finish(try reader.read(bytes.span))
    } catch {
      throw StageFailure(name: "unreadable-picture", message: error.description)
    }
  }

  /// Pixels that were decoded already.
  @concurrent
  static func finish(_ answered: AnsweredPicture, reader: ImageReader) async throws -> (raster: Raster, notes: [String]) {
    if let decoded = answered.decoded { return finish(decoded) }
    return try await decode(answered.picture.bytes, reader: reader)
  }

  private static func finish(_ decoded: DecodedImage) -> (raster: Raster, notes: [String]) {
    var notes: [String] = []
    if decoded.header.frameCount > 1 { notes.append("only the first of \(decoded.header.frameCount) frames is used") }
    let (raster, colourNote) = decoded.raster.convertedToSRGB()
    if let colourNote { notes.append(colourNote.description) }
    return (raster.upright(from: decoded.header.orientation), notes)
  }
}
