import Foundation
import ImageCore
import TestSupport
import Testing

/// `aquatint prepare --aspect`: canonical canvases, and the record that leads back to the source.
@Suite struct PrepareCanvasTests {
  /// The record, as an independent reader sees it.
  private struct Record: Decodable {
    struct Picture: Decodable {
      let name: String
      let sha256: String
      let mediaType: String
      let width: Int
      let height: Int
      /// Of the source alone.
      let storedWidth: Int?
      let storedHeight: Int?
      let orientation: Int?
    }

    struct Rectangle: Decodable, Equatable {
      let x: Int
      let y: Int
      let width: Int
      let height: Int
    }

    struct Scale: Decodable {
      let x: Double
      let y: Double
    }

    let version: Int
    let source: Picture
    let output: Picture
    let aspect: String
    let fit: String
    let crop: Rectangle
    let placement: Rectangle
    let scale: Scale

    /// Where a point of the output lies in the upright source.
    func sourcePoint(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      (Double(crop.x) + (x - Double(placement.x)) / scale.x, Double(crop.y) + (y - Double(placement.y)) / scale.y)
    }
  }

  private static let size = PixelSize(640, 360)
  /// The upper left corner of a black square of 40 pixels.
  private static let mark = (x: 400, y: 220)

  /// A turned photograph with one mark, so that a mapping that forgets to turn finds nothing.
  private static func marked() throws -> [UInt8] {
    let stored = TestPictures.raster(size.transposed) { x, y in
      // Orientation 6: the first row of the file is the right edge of the picture, its first column the upper edge.
      let (column, row) = (size.width - 1 - y, x)
      let isMark = (mark.x..<mark.x + 40).contains(column) && (mark.y..<mark.y + 40).contains(row)
      return isMark ? [0, 0, 0, 255] : [230, 220, 210, 255]
    }
    return JPEGBytes.inserting(exif: EXIFBlock(orientation: 6).bytes, into: try encoded(stored, as: FormatID("jpeg")))
  }

  private func prepare(_ arguments: String...) async throws -> (record: Record, raster: Raster, scratch: Scratch) {
    let scratch = try Scratch()
    try scratch.write(try Self.marked(), to: "photo.jpg")
    let ending = try await Program.running(
      ["prepare", "photo.jpg", "--output", "out", "--background", "lime", "--format", "json"] + arguments, in: scratch
    ) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(try ending.prepared.first?.record == "out/photo.prepared.json")
    let record = try JSONDecoder().decode(Record.self, from: Data(try scratch.read("out/photo.prepared.json")))
    return (record, try pixels(try scratch.read("out/\(record.output.name)")), scratch)
  }

  /// The middle of the black pixels.
  private func middleOfMark(_ raster: Raster) throws -> (x: Double, y: Double) {
    var (sumX, sumY, count) = (0, 0, 0)
    for y in 0..<raster.size.height {
      for x in 0..<raster.size.width where raster.pixel(x, y).prefix(3).allSatisfy({ $0 < 90 }) {
        sumX += x
        sumY += y
        count += 1
      }
    }
    try #require(count > 20)
    return (Double(sumX) / Double(count) + 0.5, Double(sumY) / Double(count) + 0.5)
  }

  @Test(arguments: [
    ("pad", "4:3", "400", PixelSize(400, 300)), ("cover", "4:3", "400", PixelSize(400, 300)), ("inside", "4:3", "400", PixelSize(400, 225)),
    ("pad", "9:16", "500", PixelSize(281, 500)), ("cover", "1:1", "9000", PixelSize(360, 360)), ("pad", "1:1", "9000", PixelSize(640, 640)),
  ])
  func `a point of the output is found in the source`(_ fit: String, _ aspect: String, _ longest: String, _ size: PixelSize) async throws {
    let (record, raster, scratch) = try await prepare("--aspect", aspect, "--fit", fit, "--longest", longest)
    #expect(raster.size == size)
    let found = try middleOfMark(raster)
    let source = record.sourcePoint(found.x, found.y)
    let tolerance = 2 / min(record.scale.x, record.scale.y)
    #expect(abs(source.x - Double(Self.mark.x + 20)) < tolerance, "\(source)")
    #expect(abs(source.y - Double(Self.mark.y + 20)) < tolerance, "\(source)")
    #expect((record.version, record.aspect, record.fit) == (1, aspect, fit))
    #expect((record.source.width, record.source.height) == (Self.size.width, Self.size.height))
    #expect((record.source.storedWidth, record.source.storedHeight) == (Self.size.height, Self.size.width))
    #expect(record.source.orientation == 6)
    #expect((record.output.width, record.output.height) == (size.width, size.height))
    #expect(record.source.sha256 == sha256(try scratch.read("photo.jpg")))
    #expect(record.output.sha256 == sha256(try scratch.read("out/photo.jpg")))
    // Nothing is stretched: both scales are one, but for the rounding of a side to whole pixels.
    let rounding = 1 / Double(min(record.placement.width, record.placement.height))
    #expect(abs(record.scale.x / record.scale.y - 1) <= rounding)
  }

  @Test func `what is padded has the colour that was named, and what is cropped is gone`() async throws {
    let (record, padded, _) = try await prepare("--aspect", "1:1")
    #expect(record.fit == "pad")
    #expect(record.placement.y == 140)
    expectColour(colour(padded, at: 0.5, 0.05), [0, 255, 0], "above")
    expectColour(colour(padded, at: 0.1, 0.5), [230, 220, 210], "inside")
    let (cropped, covered, _) = try await prepare("--aspect", "1:1", "--fit", "cover")
    #expect(cropped.crop.x == 140 && cropped.crop.width == 360)
    expectColour(colour(covered, at: 0.01, 0.01), [230, 220, 210], "the corner")
  }

  @Test func `the record of a picture that the ladder made smaller tells its real scale`() async throws {
    let scratch = try Scratch()
    // 16-bit noise as PNG only: no quality to lower, so the edges have to shrink.
    try scratch.write(try encoded(TestPictures.noise(PixelSize(2200, 1500), seed: 9), as: FormatID("png")), to: "noise.png")
    let ending = try await Program.run(
      "prepare", "noise.png", "--aspect", "1:1", "--mime", "image/png", "--output", "out", "--format", "json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    let record = try JSONDecoder().decode(Record.self, from: Data(try scratch.read("out/noise.prepared.json")))
    let size = try header(try scratch.read("out/noise.png")).size
    #expect(size.width == size.height && size.width < 2200)
    #expect(record.placement.width == size.width)
    #expect(record.crop == Record.Rectangle(x: 0, y: 0, width: 2200, height: 1500))
    #expect(abs(record.scale.x - Double(size.width) / 2200) < 0.001)
    #expect(try ending.prepared.first?.actions.contains("compress") == true)
  }

  @Test func `without a ratio there is no record`() async throws {
    let scratch = try Scratch()
    try scratch.write(try Self.marked(), to: "photo.jpg")
    let ending = try await Program.run("prepare", "photo.jpg", "--longest", "100", "--output", "out", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(try scratch.visible(in: "out") == ["photo.jpg"])
  }

  @Test func `a picture whose record could not be written is not written either`() async throws {
    let scratch = try Scratch()
    let name = String(repeating: "x", count: 245)
    try scratch.write(try Self.marked(), to: "\(name).jpg")
    let ending = try await Program.run("prepare", "\(name).jpg", "--aspect", "1:1", "--output", "out", in: scratch)
    #expect(ending.code == 1)
    #expect(ending.errors.contains("would be longer than 255 bytes"), "\(ending.errors)")
    #expect(try scratch.names(in: "out").filter { $0.hasPrefix("x") } == [])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "this system has no /dev/full"))
  func `what is printed and lost on a full disk ends with 3`() async throws {
    let scratch = try Scratch()
    try scratch.write(try Self.marked(), to: "photo.jpg")
    let launcher = ["/bin/sh", "-c", "exec \"$0\" \"$@\" >/dev/full"]
    let ending = try await Program.running(["prepare", "photo.jpg", "--as", "parts"], in: scratch, launcher: launcher) { _ in }
    #expect(ending.code == 3)
    #expect(ending.errors.contains("standard output could not be written"), "\(ending.errors)")
  }
}
