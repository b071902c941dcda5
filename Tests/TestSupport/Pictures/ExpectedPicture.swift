package import ImageCore

/// What a line of `Tests/Fixtures/<format id>/expected.txt` says of a valid fixture.
///
/// Columns: name, width, height, EXIF orientation, colour model, bits of a sample, `alpha` or `opaque`, frames, the corners of
/// the stored picture as RRGGBBAA (upper left, upper right, lower left, lower right), the four channels' means.
package struct ExpectedPicture: Sendable, CustomStringConvertible {
  package let name: String
  package let header: ImageHeader
  /// Four bytes each, in the order above.
  package let corners: [[UInt8]]
  package let means: [Double]

  package var description: String { "\(header.format)/\(name)" }

  /// Nothing where a format has no such file.
  package static func all(_ format: FormatID) throws -> [ExpectedPicture] {
    let path = "\(TestFiles.fixtures)/\(format)/expected.txt"
    guard try TestFiles.contents(of: "\(TestFiles.fixtures)/\(format)").contains(path) else { return [] }
    let text = String(decoding: try TestFiles.bytes(at: path), as: UTF8.self)
    return try text.split(separator: "\n").map { try ExpectedPicture(line: String($0), format: format) }
  }

  private struct LineError: Error { let line: String }

  private init(line: String, format: FormatID) throws {
    let fields = line.split(separator: " ").map(String.init)
    guard fields.count == 13, let width = Int(fields[1]), let height = Int(fields[2]), let size = PixelSize(checking: width, height),
      let orientation = Int(fields[3]).flatMap(Orientation.init(rawValue:)),
      let model = ImageHeader.ColourModel(rawValue: fields[4]), let depth = Int(fields[5]), let frames = Int(fields[7])
    else { throw LineError(line: line) }
    name = fields[0]
    header = ImageHeader(
      format: format, size: size, orientation: orientation, colourModel: model, bitDepth: depth,
      hasAlpha: fields[6] == "alpha", frameCount: frames)
    corners = try fields[8..<12].map { field in
      guard let value = UInt32(field, radix: 16) else { throw LineError(line: line) }
      return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    means = fields[12].split(separator: ",").compactMap { Double($0) }
    guard means.count == 4 else { throw LineError(line: line) }
  }
}
