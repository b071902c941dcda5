import CJPEGShim
import ImageCore

extension JPEG {
  /// JPEG_MAX_DIMENSION of libjpeg; the format itself ends at 65,535.
  static let longestSide = 65_500
}

func encodeJPEG(_ image: Raster, metadata: ImageMetadata, settings: JPEGSettings) throws(CodecError) -> [UInt8] {
  guard !settings.isLossless else { throw CodecError(jpeg: .cannotEncode("it has no lossless form here")) }
  guard image.size.longestSide <= JPEG.longestSide else {
    throw CodecError(jpeg: .cannotEncode("a side is longer than \(JPEG.longestSide) pixels"))
  }
  let source: CJPEGSamples
  switch image.format {
  case .grey8: source = CJPEGSamplesGrey
  case .rgb8: source = CJPEGSamplesRGB
  case .rgba8: source = CJPEGSamplesRGBA
  case .greyAlpha8, .cmyk8, .grey16, .greyAlpha16, .rgb16, .rgba16:
    throw CodecError(jpeg: .cannotEncode("the pixel format \(image.format.rawValue)"))
  }
  guard !image.hasTransparency else { throw CodecError(jpeg: .cannotEncode("it cannot keep transparency")) }
  let profile = metadata.iccProfile ?? []
  // 255 segments of 65,519 bytes (ICC.1, annex B.4).
  guard profile.count <= 255 * 65_519 else { throw CodecError(jpeg: .cannotEncode("the profile is too long")) }
  let segment = metadata.xmp.map { JPEGPrefix.xmp + $0 } ?? []
  guard segment.count <= 65_533 else { throw CodecError(jpeg: .cannotEncode("the XMP block is longer than a segment")) }

  var buffer = unsafe CJPEGBuffer()
  let result = unsafe image.pixels.withUnsafeBufferPointer { pixels in
    unsafe profile.withUnsafeBufferPointer { profile in
      unsafe segment.withUnsafeBufferPointer { segment in
        // The raster has width * height * channels bytes; the counts of the blocks are those of their buffers.
        let encoding = unsafe CJPEGEncoding(
          width: UInt32(image.size.width), height: UInt32(image.size.height), source: source,
          quality: Int32(settings.quality.value), isProgressive: settings.isProgressive ? 1 : 0,
          keepsColourResolution: settings.keepsColourResolution ? 1 : 0,
          profile: profile.isEmpty ? nil : profile.baseAddress, profileCount: profile.count,
          segment: segment.isEmpty ? nil : segment.baseAddress, segmentCount: segment.count)
        return unsafe CJPEGEncode(pixels.baseAddress, encoding, &buffer)
      }
    }
  }
  defer { unsafe CJPEGRelease(&buffer) }
  if let error = CodecError(result, limits: .standard, size: image.size) {
    throw CodecError(jpeg: .cannotEncode("libjpeg failed"), error.detail)
  }
  // The shim filled `count` bytes.
  return unsafe [UInt8](UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
}
