import CPNGShim
import ImageCore

func encodePNG(_ image: Raster, metadata: ImageMetadata, settings: PNGSettings) throws(CodecError) -> [UInt8] {
  let source: CPNGSamples
  switch image.format {
  case .grey8: source = CPNGSamplesGrey
  case .rgb8: source = CPNGSamplesRGB
  case .rgba8: source = CPNGSamplesRGBA
  case .greyAlpha8, .cmyk8, .grey16, .greyAlpha16, .rgb16, .rgba16:
    throw CodecError(png: .cannotEncode("the pixel format \(image.format.rawValue)"))
  }
  guard image.size.longestSide <= Int(Int32.max) else {
    throw CodecError(png: .cannotEncode("a side is longer than 2,147,483,647 pixels"))
  }
  let profile = metadata.iccProfile ?? []
  let xmp = metadata.xmp ?? []
  guard max(profile.count, xmp.count) < Int(Int32.max) / 2 else {
    throw CodecError(png: .cannotEncode("a metadata block is longer than a chunk can be"))
  }
  // A profile describes the channels it was made for, so with one only an opaque alpha is left out.
  let written = samplesNeeded(by: image, mayBeGrey: metadata.iccProfile == nil)
  // A grey picture's levels are as short as indices, unless there are few of them.
  let maximumColours = written == CPNGSamplesGrey ? 16 : 256
  let indexed = settings.usesPalette ? IndexedPicture(image, maximumColours: maximumColours) : nil
  let level = Int32(clamping: min(max(settings.compressionLevel, 0), 9))

  var buffer = unsafe CPNGBuffer()
  let samples = indexed?.indices ?? image.pixels
  let palette = indexed?.palette ?? []
  let result = unsafe samples.withUnsafeBufferPointer { pixels in
    unsafe profile.withUnsafeBufferPointer { profile in
      unsafe xmp.withUnsafeBufferPointer { xmp in
        unsafe palette.withUnsafeBufferPointer { palette in
          // There are width * height * channels samples, or as many indices; the counts of the blocks are those of their buffers,
          // and a palette has four bytes for each colour.
          let encoding = unsafe CPNGEncoding(
            width: UInt32(image.size.width), height: UInt32(image.size.height), source: palette.isEmpty ? source : CPNGSamplesGrey,
            written: palette.isEmpty ? written : CPNGSamplesGrey, compressionLevel: level,
            palette: palette.isEmpty ? nil : palette.baseAddress, paletteCount: Int32(palette.count / 4),
            profile: profile.isEmpty ? nil : profile.baseAddress, profileCount: profile.count,
            xmp: xmp.isEmpty ? nil : xmp.baseAddress, xmpCount: xmp.count)
          return unsafe CPNGEncode(pixels.baseAddress, encoding, &buffer)
        }
      }
    }
  }
  defer { unsafe CPNGRelease(&buffer) }
  if let error = CodecError(result) { throw CodecError(png: .cannotEncode("libpng failed"), error.detail) }
  // The shim filled `count` bytes.
  return unsafe [UInt8](UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
}

/// Returns the fewest channels that hold every pixel exactly.
private func samplesNeeded(by image: Raster, mayBeGrey: Bool) -> CPNGSamples {
  if image.format == .grey8 { return CPNGSamplesGrey }
  let pixels = image.pixels.span
  let step = image.format.bytesPerPixel
  let hasAlpha = image.format.hasAlpha
  var isGrey = mayBeGrey
  var index = 0
  while index < pixels.count {
    if hasAlpha, pixels[index + 3] != 255 { return CPNGSamplesRGBA }
    if isGrey, pixels[index] != pixels[index + 1] || pixels[index] != pixels[index + 2] { isGrey = false }
    if !isGrey, !hasAlpha { return CPNGSamplesRGB }
    index += step
  }
  return isGrey ? CPNGSamplesGrey : CPNGSamplesRGB
}
