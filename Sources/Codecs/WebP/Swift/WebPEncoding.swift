import CWebPShim
package import ImageCore

extension WebP {
  /// Writes one still picture. A profile and XMP are written if `metadata` has them; EXIF never is, because the one fact in it that changes
  /// a picture, its orientation, must be applied to the pixels.
  package func encode(_ image: Raster, metadata: ImageMetadata, settings: any EncodeSettings) throws(CodecError) -> [UInt8] {
    guard let settings = settings as? WebPSettings else { preconditionFailure("the settings are another codec's") }
    guard image.format == .rgba8 else {
      throw WebP.error(.cannotEncode("pixels of the kind \(image.format.rawValue) are not written"))
    }
    guard image.size.longestSide <= WebP.longestSide else {
      throw WebP.error(.cannotEncode("\(image.size) has a side over \(WebP.longestSide) pixels"))
    }
    let picture = try encodePicture(image, settings)
    let profile = metadata.iccProfile ?? []
    let xmp = metadata.xmp ?? []
    guard !profile.isEmpty || !xmp.isEmpty else { return picture }
    return try assemble(picture, profile: profile, xmp: xmp)
  }

  private func encodePicture(_ image: Raster, _ settings: WebPSettings) throws(CodecError) -> [UInt8] {
    let hasAlpha = image.hasTransparency
    var output = unsafe CWebPBytes()
    defer { unsafe cwebp_release(&output) }
    let encoding = CWebPEncoding(
      width: Int32(image.size.width), height: Int32(image.size.height), has_alpha: hasAlpha, quality: Int32(settings.quality.value),
      is_lossless: settings.isLossless, near_lossless: Int32(clamping: settings.nearLossless ?? 100),
      method: Int32(clamping: settings.method), is_exact: settings.isExact ?? settings.isLossless)
    let status = unsafe image.pixels.span.withUnsafeBufferPointer { pixels in
      // The shim refuses a count that is not width * height * 4.
      unsafe cwebp_encode(pixels.baseAddress, pixels.count, encoding, &output)
    }
    try checkEncoding(status)
    return unsafe copy(output)
  }

  private func assemble(_ picture: [UInt8], profile: [UInt8], xmp: [UInt8]) throws(CodecError) -> [UInt8] {
    var output = unsafe CWebPBytes()
    defer { unsafe cwebp_release(&output) }
    // Each array is read up to its own count, during the call only.
    let status = unsafe cwebp_assemble(picture, picture.count, profile, profile.count, xmp, xmp.count, &output)
    try checkEncoding(status)
    return unsafe copy(output)
  }

  /// Copies libwebp's bytes up to its own count, which are `output`'s until it is released.
  private func copy(_ output: CWebPBytes) -> [UInt8] {
    unsafe [UInt8](UnsafeBufferPointer(start: output.bytes, count: output.count))
  }

  private func checkEncoding(_ status: CWebPStatus) throws(CodecError) {
    switch status {
    case CWebPStatusOK: return
    case CWebPStatusOutOfMemory: throw WebP.error(.cannotEncode("there is not enough memory"))
    case CWebPStatusTooLarge: throw WebP.error(.cannotEncode("the picture is too large"))
    default: throw WebP.error(.cannotEncode("libwebp refused the picture"))
    }
  }
}
