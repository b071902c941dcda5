import ImageCore
import TestSupport
import Testing

@Suite struct RoundTripTests {
  private static let sizes = [PixelSize(1, 1), PixelSize(61, 43), PixelSize(1, 70), PixelSize(70, 1), PixelSize(16, 16)]

  private var opaque: [Raster] {
    RoundTripTests.sizes.flatMap { [TestPictures.gradient($0), TestPictures.greyRamp($0)] }
  }
  private var noise: [Raster] { RoundTripTests.sizes.map { TestPictures.noise($0, seed: 7) } }
  private var translucent: [Raster] { RoundTripTests.sizes.map { TestPictures.translucentGradient($0) } }

  private func encode(_ conformer: Conformer, _ raster: Raster, _ fidelity: Fidelity = Fidelity()) throws -> [UInt8] {
    try conformer.codec.encode(raster, metadata: .none, settings: conformer.codec.encodeSettings(for: fidelity))
  }

  @Test(arguments: Conformer.encoders) func `lossless is exact, hidden colours too`(_ conformer: Conformer) throws {
    guard conformer.codec.format.can(.lossless) else {
      let error = failure { () throws(CodecError) in
        _ = try conformer.codec.encode(
          opaque[0], metadata: .none, settings: conformer.codec.encodeSettings(for: Fidelity(isLossless: true)))
      }
      guard case .cannotEncode? = error?.kind else {
        Issue.record("\(String(describing: error))")
        return
      }
      return
    }
    for raster in opaque + noise + (conformer.codec.format.can(.alpha) ? translucent : []) {
      let bytes = try encode(conformer, raster, Fidelity(isLossless: true))
      #expect(try conformer.read(bytes).pixels == raster.pixels, "\(raster.size)")
    }
  }

  /// Soft pictures; noise is what lossy formats are allowed to change.
  @Test(arguments: Conformer.encoders) func `lossy is near, and nearer with more quality`(_ conformer: Conformer) throws {
    guard conformer.codec.format.can(.lossy) else { return }
    for raster in opaque {
      let differences = try [40, 90].map { value in
        let quality = try #require(Quality(value))
        let decoded = try conformer.read(encode(conformer, raster, Fidelity(quality: quality)))
        return decoded.meanDifference(from: raster)
      }
      #expect(differences[1] <= 4, "\(raster.size): \(differences)")
      #expect(differences[1] <= differences[0] + 0.5, "\(raster.size): \(differences)")
    }
  }

  @Test(arguments: Conformer.encoders) func `every quality is taken`(_ conformer: Conformer) throws {
    let raster = TestPictures.gradient(PixelSize(33, 17))
    for value in [0, 1, 50, 89, 90, 100] {
      let quality = try #require(Quality(value))
      let bytes = try encode(conformer, raster, Fidelity(quality: quality))
      #expect(try conformer.read(bytes).size == raster.size, "quality \(value)")
    }
  }

  @Test(arguments: Conformer.encoders) func `alpha is kept, or a translucent raster refused`(_ conformer: Conformer) throws {
    let raster = TestPictures.translucentGradient(PixelSize(40, 30))
    guard conformer.codec.format.can(.alpha) else {
      let error = failure { () throws(CodecError) in
        _ = try conformer.codec.encode(raster, metadata: .none, settings: conformer.codec.encodeSettings(for: Fidelity()))
      }
      guard case .cannotEncode? = error?.kind else {
        Issue.record("\(String(describing: error))")
        return
      }
      return
    }
    let bytes = try encode(conformer, raster)
    #expect(try conformer.header(of: bytes).hasAlpha)
    let decoded = try conformer.read(bytes)
    let alpha = stride(from: 3, to: raster.pixels.count, by: 4)
    #expect(alpha.allSatisfy { abs(Int(decoded.pixels[$0]) - Int(raster.pixels[$0])) <= 2 })
  }

  @Test(arguments: Conformer.encoders) func `the same raster gives the same bytes`(_ conformer: Conformer) throws {
    for raster in opaque + noise {
      #expect(try encode(conformer, raster) == encode(conformer, raster))
    }
  }

  @Test(arguments: Conformer.encoders) func `nothing but the pixels is written unless asked`(_ conformer: Conformer) throws {
    let bytes = try encode(conformer, opaque[0])
    let metadata = try conformer.reader().open(bytes).metadata()
    #expect(metadata.iccProfile == nil && metadata.exif == nil && metadata.xmp == nil && !metadata.hasContentCredentials)
    #expect(metadata.colourSpace == nil || metadata.colourSpace == .sRGB)
    #expect(try conformer.header(of: bytes).orientation == .upright)
  }

  @Test(arguments: Conformer.encoders) func `a profile and XMP that are given come back`(_ conformer: Conformer) throws {
    let profile = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
    let xmp = Array("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".utf8)
    let metadata = ImageMetadata(iccProfile: profile, xmp: xmp)
    let raster = TestPictures.greyRamp(PixelSize(20, 10))
    let bytes = try conformer.codec.encode(raster, metadata: metadata, settings: conformer.codec.encodeSettings(for: Fidelity()))
    #expect(try conformer.reader().open(bytes).metadata() == metadata)
    #expect(try conformer.read(bytes).size == raster.size)
  }

  @Test(arguments: Conformer.encoders) func `pixel formats that are not encoded are refused`(_ conformer: Conformer) throws {
    let layout = try #require(RasterLayout(size: PixelSize(2, 2), format: .cmyk8))
    let inks = Raster(layout: layout, pixels: [UInt8](repeating: 9, count: layout.byteCount))
    let error = failure { () throws(CodecError) in
      _ = try conformer.codec.encode(inks, metadata: .none, settings: conformer.codec.encodeSettings(for: Fidelity()))
    }
    guard case .cannotEncode? = error?.kind else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
