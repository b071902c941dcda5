import Diagnostics
import ImageCore
import JSON
import SystemPackage

/// The facts that `inspect` prints about a picture.
struct PictureFacts {
  private let path: String
  private let facts: PictureInspection

  /// The ratios that have a common name, to find the nearest.
  private static let namedRatios = [
    AspectRatio(1, 1), AspectRatio(2, 3), AspectRatio(3, 2), AspectRatio(3, 4), AspectRatio(4, 3), AspectRatio(4, 5), AspectRatio(5, 4),
    AspectRatio(9, 16), AspectRatio(16, 9), AspectRatio(21, 9), AspectRatio(1, 4), AspectRatio(4, 1), AspectRatio(1, 8), AspectRatio(8, 1),
  ]

  init(path: String, bytes: [UInt8], reader: ImageReader) throws(CodecError) {
    self.path = path
    facts = try PictureInspection(reader.open(bytes))
  }

  private var format: ImageFormat { facts.format }
  private var header: ImageHeader { facts.header }
  private var metadata: ImageMetadata { facts.metadata }
  private var size: PixelSize { header.uprightSize }

  private var exactRatio: String {
    var (a, b) = (size.width, size.height)
    while b != 0 { (a, b) = (b, a % b) }
    return "\(size.width / a):\(size.height / a)"
  }

  private var nearestRatio: String {
    AspectRatio.nearest(to: size, among: Self.namedRatios)?.description ?? exactRatio
  }

  /// The extension of the file's name, if it belongs to another format.
  private var misleadingExtension: String? {
    guard let written = FilePath(path).extension, !facts.agrees(with: written) else { return nil }
    return written
  }

  /// The provenance that the picture itself states.
  private var sourceType: DigitalSourceType? { metadata.xmp.flatMap { DigitalSourceType(inXMP: $0) } }

  private var alphaWords: String {
    switch facts.alphaUse {
    case .none: "without alpha"
    case .unused: "with alpha that no pixel uses"
    case .used: "with alpha"
    case .unknown: "with alpha, but the pixels cannot be decoded"
    }
  }

  private var sampleWords: String {
    func bits(_ count: Int) -> String { count == 1 ? "1 bit" : "\(count) bits" }
    let channels = facts.channels == 1 ? "1 channel" : "\(facts.channels) channels"
    return header.hasPalette
      ? "\(channels) of 8 bits out of a palette, \(bits(header.bitDepth)) a pixel" : "\(channels) of \(bits(header.bitDepth))"
  }

  private var orientationWords: String {
    if header.storedOrientation == .upright { return "upright" }
    // Readers of some containers turn the picture themselves, so that nothing remains to be done.
    return header.orientation == .upright ? "turned by its container" : "has to be turned"
  }

  var json: JSONValue {
    .object([
      ("path", .text(path)),
      ("format", .text(format.id.rawValue)),
      ("mediaType", .text(format.mediaType)),
      ("bytes", .integer(facts.encodedBytes)),
      ("width", .integer(size.width)),
      ("height", .integer(size.height)),
      ("storedWidth", .integer(header.storedSize.width)),
      ("storedHeight", .integer(header.storedSize.height)),
      ("orientation", .integer(header.storedOrientation.rawValue)),
      ("ratio", .text(exactRatio)),
      ("nearestRatio", .text(nearestRatio)),
      ("colourModel", .text(header.colourModel.rawValue)),
      ("bitDepth", .integer(header.bitDepth)),
      ("palette", .flag(header.hasPalette)),
      ("channels", .integer(facts.channels)),
      ("alpha", .flag(header.hasAlpha)),
      ("alphaUse", .text(facts.alphaUse.rawValue)),
      ("frames", .integer(header.frameCount)),
      ("profile", .optional(facts.colourName)),
      ("profileBytes", metadata.iccProfile.map { .integer($0.count) } ?? .null),
      ("exif", .flag(metadata.exif != nil)),
      ("gps", .flag(facts.hasGPS)),
      ("xmp", .flag(metadata.xmp != nil)),
      ("digitalSourceType", .optional(sourceType?.address)),
      ("c2pa", .flag(metadata.hasContentCredentials)),
      ("complete", .flag(facts.isComplete)),
      ("misleadingExtension", .optional(misleadingExtension)),
    ])
  }

  var text: String {
    var lines = ["\(path)"]
    lines.append("  format       \(format.id) (\(format.mediaType)), \(facts.encodedBytes) bytes")
    let stored = header.storedSize == size ? "" : ", stored as \(header.storedSize)"
    lines.append("  size         \(size)\(stored), ratio \(exactRatio), nearest \(nearestRatio)")
    lines.append("  orientation  \(header.storedOrientation.rawValue) (\(orientationWords))")
    let frames = header.frameCount > 1 ? ", \(header.frameCount) frames" : ""
    lines.append("  pixels       \(header.colourModel.rawValue), \(sampleWords), \(alphaWords)\(frames)")
    let profileBytes = metadata.iccProfile.map { ", \($0.count) bytes" } ?? ""
    lines.append("  profile      \(facts.colourName ?? "none")\(profileBytes)")
    let carried = [
      metadata.exif != nil ? "EXIF" : nil, facts.hasGPS ? "GPS position" : nil, metadata.xmp != nil ? "XMP" : nil,
      metadata.hasContentCredentials ? "C2PA manifest (not verified)" : nil,
    ].compactMap { $0 }
    lines.append("  metadata     \(carried.isEmpty ? "none" : carried.joined(separator: ", "))")
    if let sourceType { lines.append("  made by      \(PrintableText.line(sourceType.term)) (what its IPTC DigitalSourceType says)") }
    if !facts.isComplete { lines.append("  note         the file is cut short: its end is missing") }
    if let misleadingExtension { lines.append("  note         the name says '\(misleadingExtension)', the bytes say \(format.id)") }
    return lines.joined(separator: "\n")
  }
}
