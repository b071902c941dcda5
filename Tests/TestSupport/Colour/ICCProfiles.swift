import CLittleCMSLibrary

/// Colour profiles for fixtures, built by Little CMS when they are asked for.
package enum ICCProfiles {
  /// Display P3: the primaries of SMPTE RP 431-2, white D65 and the sRGB curve.
  package static func displayP3() -> [UInt8] {
    matrixProfile(red: (0.680, 0.320), green: (0.265, 0.690), blue: (0.150, 0.060), curve: sRGBCurve)
  }

  /// sRGB (IEC 61966-2-1), written out by its numbers and without the usual name.
  package static func sRGB() -> [UInt8] {
    matrixProfile(red: (0.64, 0.33), green: (0.30, 0.60), blue: (0.15, 0.06), curve: sRGBCurve)
  }

  /// The primaries of sRGB with a plain power curve.
  package static func sRGBPrimaries(gamma: Double) -> [UInt8] {
    matrixProfile(red: (0.64, 0.33), green: (0.30, 0.60), blue: (0.15, 0.06), curve: [gamma])
  }

  /// Grey levels with a plain power curve and white D50.
  package static func grey(gamma: Double) -> [UInt8] {
    unsafe withContext { context in
      guard let curve = unsafe cmsBuildGamma(context, gamma) else { return [] }
      defer { unsafe cmsFreeToneCurve(curve) }
      return unsafe saved(cmsCreateGrayProfileTHR(context, cmsD50_xyY(), curve))
    }
  }

  /// An RGB profile that is a table to CIE Lab: every colour keeps its hue angle's place, but black is as light as `L* = 20`.
  package static func tableWithGreyBlack() -> [UInt8] {
    unsafe withContext { context in
      guard let profile = unsafe cmsCreateProfilePlaceholder(context) else { return [] }
      unsafe cmsSetProfileVersion(profile, 2.4)
      unsafe cmsSetDeviceClass(profile, cmsSigOutputClass)
      unsafe cmsSetColorSpace(profile, cmsSigRgbData)
      unsafe cmsSetPCS(profile, cmsSigLabData)
      // 2 x 2 x 2 corners; lightness 20 to 100 in the 16-bit encoding of version 2 (0xFF00 is 100), no chroma (0x8000).
      var table: [UInt16] = []
      for corner in 0..<8 {
        let whites = [4, 2, 1].filter { corner & $0 != 0 }.count
        table += [UInt16((20 + 80 * whites / 3) * 0xFF00 / 100), 0x8000, 0x8000]
      }
      let pipeline = unsafe cmsPipelineAlloc(context, 3, 3)
      defer { unsafe cmsPipelineFree(pipeline) }
      // Three inputs with two points each and three outputs: 24 numbers, the table's length.
      let stage = unsafe cmsStageAllocCLut16bit(context, 2, 3, 3, table)
      guard unsafe cmsPipelineInsertStage(pipeline, cmsAT_END, stage) != 0 else { return [] }
      for tag in [cmsSigAToB0Tag, cmsSigAToB1Tag] {
        guard let pipeline = unsafe pipeline, unsafe cmsWriteTag(profile, tag, UnsafeRawPointer(pipeline)) != 0 else { return [] }
      }
      return unsafe saved(profile)
    }
  }

  /// A profile whose header says it is for CMYK; its tags are not.
  package static func labelledCMYK() -> [UInt8] {
    var bytes = displayP3()
    // The colour space stands at offset 16 of the header (ICC.1, 7.2).
    bytes.replaceSubrange(16..<20, with: Array("CMYK".utf8))
    return bytes
  }

  /// Parameters of the curve of type 4 in Little CMS: exponent, a, b, c, d.
  private static let sRGBCurve = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045]

  static func matrixProfile(
    red: (x: Double, y: Double), green: (x: Double, y: Double), blue: (x: Double, y: Double),
    white point: (x: Double, y: Double) = (0.3127, 0.3290), curve parameters: [Double]
  ) -> [UInt8] {
    unsafe withContext { context in
      // Parametric curves: type 1 has one parameter, type 4 five.
      guard let curve = unsafe cmsBuildParametricToneCurve(context, parameters.count == 1 ? 1 : 4, parameters) else { return [] }
      defer { unsafe cmsFreeToneCurve(curve) }
      var white = cmsCIExyY(x: point.x, y: point.y, Y: 1)
      var primaries = cmsCIExyYTRIPLE(
        Red: cmsCIExyY(x: red.x, y: red.y, Y: 1), Green: cmsCIExyY(x: green.x, y: green.y, Y: 1),
        Blue: cmsCIExyY(x: blue.x, y: blue.y, Y: 1))
      let curves = unsafe [curve, curve, curve] as [OpaquePointer?]
      return unsafe saved(cmsCreateRGBProfileTHR(context, &white, &primaries, curves))
    }
  }

  static func withContext(_ body: (cmsContext?) -> [UInt8]) -> [UInt8] {
    let context = unsafe cmsCreateContext(nil, nil)
    defer { unsafe cmsDeleteContext(context) }
    return unsafe body(context)
  }

  /// The bytes of a profile, which is closed.
  static func saved(_ profile: cmsHPROFILE?) -> [UInt8] {
    guard let profile = unsafe profile else { return [] }
    defer { unsafe cmsCloseProfile(profile) }
    var count: cmsUInt32Number = 0
    guard unsafe cmsSaveProfileToMem(profile, nil, &count) != 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: Int(count))
    // The library said how many bytes it needs.
    guard unsafe cmsSaveProfileToMem(profile, &bytes, &count) != 0 else { return [] }
    return bytes
  }
}
