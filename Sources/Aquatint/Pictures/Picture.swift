import BuiltIns
import ImageCore
import ImageOperations
import Storage

/// A picture's file that was opened within limits: its header is read and checked, and no pixel is decoded before one is asked for.
public struct Picture: Sendable {
  private let opened: OpenedPicture
  private let limits: PictureLimits

  /// Opens a picture out of bytes; its type comes from them, never from a name.
  /// - Throws: ``PictureError``.
  public init(_ bytes: [UInt8], limits: PictureLimits = PictureLimits()) throws(PictureError) {
    guard bytes.count <= limits.encodedBytes else {
      throw .limit("encodedBytes", actual: bytes.count, allowed: limits.encodedBytes)
    }
    do throws(CodecError) {
      opened = try ImageReader(codecs: CodecRegistry(BuiltIns.codecs), limits: limits.decoding).open(bytes)
    } catch {
      throw PictureError(error)
    }
    self.limits = limits
  }

  /// Opens a picture's file.
  /// - Throws: ``PictureError``.
  public init(file path: String, limits: PictureLimits = PictureLimits()) throws(PictureError) {
    let bytes: [UInt8]
    do throws(StorageError) {
      bytes = try FileBytes.read(path, limit: limits.encodedBytes)
    } catch {
      throw .unreadable(error.description)
    }
    try self.init(bytes, limits: limits)
  }

  /// Such as `png`.
  public var format: String { opened.format.id.rawValue }
  /// The IANA media type of the file.
  public var mediaType: String { opened.format.mediaType }
  /// In pixels, as the picture is seen: an orientation in its metadata is applied.
  public var width: Int { opened.header.uprightSize.width }
  /// In pixels, upright.
  public var height: Int { opened.header.uprightSize.height }
  /// Whether any pixel may be transparent.
  public var hasAlpha: Bool { opened.header.hasAlpha }
  /// 1 for a still picture; of others only the first frame is decoded.
  public var frameCount: Int { opened.header.frameCount }
  /// Bits of a sample, as stored.
  public var bitDepth: Int { opened.header.bitDepth }

  /// Returns the picture upright, in sRGB and without metadata, encoded in a format.
  ///
  /// Transparent pixels lie on white where the format has no transparency.
  /// - Parameters:
  ///   - format: one of ``encodableFormats``.
  ///   - longest: the longest side in pixels, at least 1; nothing is enlarged. `nil` keeps the size.
  ///   - quality: of lossy formats, 0 to 100; `nil` for the usual one.
  /// - Throws: ``PictureError``; `CancellationError`.
  @concurrent
  public func encoded(as format: String, longest: Int? = nil, quality: Int? = nil) async throws -> [UInt8] {
    guard longest.map({ (1...limits.side).contains($0) }) ?? true else { throw PictureError.invalid("longest") }
    let codecs = CodecRegistry(BuiltIns.codecs)
    guard let wanted = codecs.codec(for: FormatID(format))?.format, wanted.can(.encode) else { throw PictureError.invalid("format") }
    var fidelity = Fidelity()
    if let quality {
      guard let quality = Quality(quality) else { throw PictureError.invalid("quality") }
      fidelity = Fidelity(quality: quality)
    }
    do {
      let upright = opened.header.uprightSize
      let plan = longest.map { FitPlan(source: upright, target: .longest($0), enlarge: false) }
      let stored = plan.map { opened.header.orientation.uprightSize(of: $0.scaled) }
      let decoded = try opened.decode(fitting: stored)
      var raster = decoded.raster.convertedToSRGB().raster.upright(from: decoded.header.orientation)
      if let plan { raster = try raster.resampled(to: plan.scaled) }
      if !wanted.can(.alpha) { raster = raster.flattened(onto: .white) }
      return try ImageWriter(codecs: codecs).write(raster, as: wanted.id, fidelity: fidelity)
    } catch let error as CodecError {
      throw PictureError(error)
    }
  }

  /// The formats that pictures are written in, such as `png`.
  public static var encodableFormats: [String] { BuiltIns.codecs.map(\.format).filter { $0.can(.encode) }.map(\.id.rawValue) }
}

/// What reading a picture may cost. Every limit is finite, and is checked before memory is taken.
public struct PictureLimits: Hashable, Sendable {
  /// Bytes of the file.
  public var encodedBytes: Int
  /// Pixels of either side.
  public var side: Int
  /// Pixels in all.
  public var pixels: Int
  /// Bytes of the decoded pixels.
  public var decodedBytes: Int

  /// The usual limits: room for the largest cameras, and not for much more.
  public init() {
    let standard = DecodeLimits.standard
    encodedBytes = standard.encodedBytes
    side = standard.side
    pixels = standard.pixels
    decodedBytes = standard.decodedBytes
  }

  var decoding: DecodeLimits {
    var limits = DecodeLimits.standard
    limits.encodedBytes = encodedBytes
    limits.side = side
    limits.pixels = pixels
    limits.decodedBytes = decodedBytes
    return limits
  }
}

/// Why a picture cannot be read or written.
public enum PictureError: Error, Hashable, Sendable {
  /// The file cannot be read; with a description for people.
  case unreadable(String)
  /// No known format.
  case unrecognized
  case empty
  /// The file ends before its picture does.
  case truncated
  /// The bytes break the format's rules.
  case malformed
  /// Valid, but not something that is decoded here.
  case unsupported(String)
  /// Beyond a limit, which is named as in ``PictureLimits`` or `inspect --limit`.
  case limit(String, actual: Int, allowed: Int)
  /// The format cannot hold it.
  case cannotEncode(String)
  /// A parameter of this name is out of its range.
  case invalid(String)

  init(_ error: CodecError) {
    self =
      switch error.kind {
      case .unrecognized: .unrecognized
      case .empty: .empty
      case .truncated: .truncated
      case .malformed: .malformed
      case .unsupported(let feature): .unsupported(feature)
      case .limit(let limit, let actual, let allowed): .limit(limit.rawValue, actual: actual, allowed: allowed)
      case .cannotEncode(let reason): .cannotEncode(reason)
      }
  }
}
