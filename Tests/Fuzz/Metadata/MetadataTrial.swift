import FuzzDriver
import ImageCore
import ImageOperations

/// One input as each block of metadata that a picture may carry: EXIF, XMP, and a colour profile, which Little CMS reads too.
struct MetadataTrial {
  let bytes: [UInt8]

  func run() {
    _ = EXIF(bytes.span)
    _ = DigitalSourceType(inXMP: bytes)
    tryProfile(bytes)
    if let mended { tryProfile(mended) }
  }

  /// The input with a profile's header around its first bytes, which choose its version and colours: Little CMS looks at no tag without one
  /// (ICC.1:2022, 7.2).
  private var mended: [UInt8]? {
    guard bytes.count > 132 else { return nil }
    var profile = bytes
    func put(_ part: some Sequence<UInt8>, at offset: Int) {
      for (index, byte) in part.enumerated() { profile[offset + index] = byte }
    }
    put([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: profile.count >> $0) }, at: 0)
    put([bytes[0].isMultiple(of: 2) ? 4 : 2, 0, 0, 0], at: 8)
    put([["mntr", "prtr", "scnr", "spac"], ["RGB ", "GRAY", "CMYK", "RGB "]].map { $0[Int(bytes[0] >> 1 & 3)] }.joined().utf8, at: 12)
    put((bytes[0] & 8 == 0 ? "XYZ " : "Lab ").utf8, at: 20)
    put("acsp".utf8, at: 36)
    // Rendering intent and illuminant D50.
    put([0, 0, 0, 1, 0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D], at: 64)
    // At most 31 tags; Little CMS refuses more than a hundred.
    put([0, 0, 0, profile[131] & 31], at: 128)
    return profile
  }

  private func tryProfile(_ profile: [UInt8]) {
    if let facts = ICCProfile(profile.span) { require(facts.profileDescription?.count ?? 0 <= 200, "a description is longer than allowed") }
    for format in [PixelFormat.rgba8, .rgba16, .cmyk8] {
      guard let layout = RasterLayout(size: PixelSize(5, 3), format: format) else { continue }
      let pixels = (0..<layout.byteCount).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      let raster = Raster(layout: layout, pixels: pixels, colourSpace: .profile(profile))
      let (converted, _) = raster.convertedToSRGB()
      require(converted.size == layout.size && converted.colourSpace == .sRGB, "a picture is not converted")
      require(converted.convertedToSRGB().raster == converted, "a second conversion changes a picture")
      require(raster.keepingColour().raster.size == layout.size, "a picture that keeps its colours changes its size")
    }
  }
}
