import ImageCore
import Storage

/// Sizes of picture files, by their beginnings.
struct PictureSizes: Sendable {
  struct Header: Sendable {
    /// Upright.
    let size: PixelSize
    let format: FormatID
  }

  private var headers: [String: Header] = [:]

  /// Cameras put a small picture and a colour profile before the first scan, and the size of a JPEG picture stands there.
  private static let beginning = 256 << 10

  /// - Parameter paths: absolute.
  init(of paths: Set<String>, reader: ImageReader) {
    for path in paths { headers[path] = Self.header(at: path, reader: reader) }
  }

  /// Returns the header of a file, or `nil` if it is no picture that can be read.
  subscript(path: String) -> Header? { headers[path] }

  private static func header(at path: String, reader: ImageReader) -> Header? {
    do {
      let beginning = try FileBytes.beginning(of: path, count: Self.beginning)
      if let header = header(of: beginning, reader: reader) { return header }
      guard beginning.count == Self.beginning else { return nil }
      return header(of: try FileBytes.read(path, limit: reader.limits.encodedBytes), reader: reader)
    } catch {
      return nil
    }
  }

  private static func header(of bytes: [UInt8], reader: ImageReader) -> Header? {
    do {
      let header = try reader.open(bytes).header
      return Header(size: header.uprightSize, format: header.format)
    } catch {
      return nil
    }
  }
}
