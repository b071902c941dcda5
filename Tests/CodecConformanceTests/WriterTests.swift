import BuiltIns
import ImageCore
import TestSupport
import Testing

@Suite struct WriterTests {
  private let codecs = CodecRegistry(BuiltIns.codecs)
  private let picture = TestPictures.gradient(PixelSize(12, 9))

  private func recoloured(_ colourSpace: ColourSpace) -> Raster {
    Raster(layout: picture.layout, pixels: picture.pixels, colourSpace: colourSpace)
  }

  @Test(arguments: Conformer.encoders) func `pixels that kept a profile are written with it`(_ conformer: Conformer) throws {
    let profile = ICCProfiles.displayP3()
    let bytes = try ImageWriter(codecs: codecs).write(recoloured(.profile(profile)), as: conformer.id)
    let read = try conformer.reader().open(bytes).decode()
    #expect(read.raster.colourSpace == .profile(profile))
    // Only the profile differs from what is written without one, apart from PNG's choice of channels.
    #expect(try read.raster.pixels == conformer.read(ImageWriter(codecs: codecs).write(picture, as: conformer.id)).pixels)
  }

  @Test(arguments: Conformer.encoders) func `colours without a profile are refused`(_ conformer: Conformer) throws {
    let points = ColourCodePoints(primaries: 9, transfer: 16, matrix: 0, isFullRange: true)
    let error = failure { () throws(CodecError) in
      _ = try ImageWriter(codecs: codecs).write(recoloured(.codePoints(points)), as: conformer.id)
    }
    guard case .cannotEncode? = error?.kind else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: Conformer.encoders) func `samples of 16 bits are rounded`(_ conformer: Conformer) throws {
    let layout = try #require(RasterLayout(size: picture.size, format: .rgba16))
    // A byte twice is its level in 16 bits, in either byte order.
    let deep = Raster(layout: layout, pixels: picture.pixels.flatMap { [$0, $0] })
    let writer = ImageWriter(codecs: codecs)
    #expect(try writer.write(deep, as: conformer.id) == writer.write(picture, as: conformer.id))
  }

  @Test(arguments: [FormatID("heic"), FormatID("tiff")]) func `formats without an encoder are refused`(_ id: FormatID) {
    #expect(throws: CodecError.self) { try ImageWriter(codecs: codecs).write(picture, as: id) }
  }
}
