import CLittleCMSLibrary

/// Colours as Little CMS converts them in floats, without its fast and coarser ways: what conversions are measured against.
package enum ColourReference {
  /// sRGB levels (0 to 1, three for each colour) of device colours (0 to 1 for RGB, 0 to 100 for inks), relative colorimetric.
  package static func sRGB(of colours: [Float], profile: [UInt8], channels: Int, compensatesBlack: Bool) -> [Float] {
    let context = unsafe cmsCreateContext(nil, nil)
    defer { unsafe cmsDeleteContext(context) }
    // The count is that of the array.
    guard let source = unsafe cmsOpenProfileFromMemTHR(context, profile, cmsUInt32Number(profile.count)),
      let target = unsafe cmsCreate_sRGBProfileTHR(context)
    else { return [] }
    defer {
      unsafe cmsCloseProfile(source)
      unsafe cmsCloseProfile(target)
    }
    // lcms2.h: FLOAT_SH(1) | COLORSPACE_SH(PT_RGB = 4, PT_CMYK = 6) | CHANNELS_SH | BYTES_SH(4).
    let input: cmsUInt32Number = 1 << 22 | (channels == 4 ? 6 : 4) << 16 | cmsUInt32Number(channels) << 3 | 4
    let output: cmsUInt32Number = 1 << 22 | 4 << 16 | 3 << 3 | 4
    // cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE, and cmsFLAGS_BLACKPOINTCOMPENSATION.
    let flags: cmsUInt32Number = 0x0100 | 0x0040 | (compensatesBlack ? 0x2000 : 0)
    guard let transform = unsafe cmsCreateTransformTHR(context, source, input, target, output, 1, flags) else { return [] }
    defer { unsafe cmsDeleteTransform(transform) }
    let count = colours.count / channels
    var result = [Float](repeating: 0, count: count * 3)
    // `channels` floats go in and three come out for each of `count` colours.
    unsafe cmsDoTransform(transform, colours, &result, cmsUInt32Number(count))
    return result
  }
}

extension ICCProfiles {
  /// Adobe RGB (1998): its own green, white D65 and a power of 563/256.
  package static func adobeRGB() -> [UInt8] {
    matrixProfile(red: (0.64, 0.33), green: (0.21, 0.71), blue: (0.15, 0.06), curve: [563.0 / 256])
  }

  /// ProPhoto RGB (ROMM, ISO 22028-2) with a plain power of 1.8 and white D50.
  package static func proPhoto() -> [UInt8] {
    matrixProfile(
      red: (0.7347, 0.2653), green: (0.1596, 0.8404), blue: (0.0366, 0.0001), white: (0.3457, 0.3585), curve: [1.8])
  }

  /// An ink profile that is a table to CIE Lab: rough inks, and a black that is not quite black.
  package static func inks() -> [UInt8] {
    unsafe withContext { context in
      guard let profile = unsafe cmsCreateProfilePlaceholder(context) else { return [] }
      unsafe cmsSetProfileVersion(profile, 2.4)
      unsafe cmsSetDeviceClass(profile, cmsSigOutputClass)
      unsafe cmsSetColorSpace(profile, cmsSigCmykData)
      unsafe cmsSetPCS(profile, cmsSigLabData)
      var table: [UInt16] = []
      for corner in 0..<625 {
        let (c, m, y, k) = (
          Double(corner / 125) / 4, Double(corner / 25 % 5) / 4, Double(corner / 5 % 5) / 4, Double(corner % 5) / 4
        )
        let lightness = 8 + 92 * (1 - 0.93 * k) * (1 - 0.38 * c) * (1 - 0.45 * m) * (1 - 0.06 * y)
        let a = (72 * m - 34 * c - 4 * y) * (1 - k)
        let b = (92 * y - 46 * c - 6 * m) * (1 - k)
        // The 16-bit encoding of version 2: 0xFF00 is 100, 0x8000 is no chroma.
        table += [UInt16(lightness * 652.8), UInt16(32_768 + a * 256), UInt16(32_768 + b * 256)]
      }
      let pipeline = unsafe cmsPipelineAlloc(context, 4, 3)
      defer { unsafe cmsPipelineFree(pipeline) }
      // Four inputs with five points each and three outputs: 1,875 numbers, the table's length.
      let stage = unsafe cmsStageAllocCLut16bit(context, 5, 4, 3, table)
      guard unsafe cmsPipelineInsertStage(pipeline, cmsAT_END, stage) != 0 else { return [] }
      for tag in [cmsSigAToB0Tag, cmsSigAToB1Tag] {
        guard let pipeline = unsafe pipeline, unsafe cmsWriteTag(profile, tag, UnsafeRawPointer(pipeline)) != 0 else { return [] }
      }
      return unsafe saved(profile)
    }
  }
}
