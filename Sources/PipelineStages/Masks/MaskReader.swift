import ImageCore
import ImageOperations
import PipelineModel
import SystemPackage

/// Reads files that say which pixels of another picture are meant.
enum MaskReader {
  /// Reads a mask, white where a picture is meant.
  ///
  /// - Parameters:
  ///   - size: that of the picture, upright; `nil` where it is not known yet.
  ///   - picture: the name of the picture in what is said of it.
  /// - Throws: a ``StageFailure`` for one of another size, or that tells no pixels from others, and what reading the file throws.
  static func read(_ path: FilePath, of size: PixelSize?, _ picture: String, in files: FileAccess) async throws -> PictureMask {
    let opened = try await files.open(SideInput.Origin.mask(path))
    let own = opened.header.uprightSize
    if let size, own != size {
      throw StageFailure("mask-size", "the mask '\(path)' is \(own), and \(picture) is \(size); they have to be of one size")
    }
    let (raster, _) = try await PictureDecoder.decode(opened, of: path.string)
    let mask = PictureMask(whiteOf: raster)
    guard mask.hasContrast else {
      throw StageFailure("mask-without-contrast", "the mask '\(path)' tells nothing apart: it needs white, and black beside it")
    }
    return mask
  }
}
