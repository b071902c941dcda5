package import Diagnostics
import ImageCore
import ImageOperations
import JSON
package import PipelineModel

/// Makes the icons that browsers and phones ask a site for.
package struct FaviconCollector: CollectingStage {
  package static let name: StageName = "favicon"
  package static let revision = 2
  package static let summary =
    "Makes a site's icons of one asset: favicon.ico, those of phones, the web manifest, and the lines for the page."

  package let place: DeliveryPlace
  private let asset: String?
  private let rendition: String
  private let siteName: String
  private let background: Colour
  private let assetPosition: SourcePosition?
  private let renditionPosition: SourcePosition?

  package init(settings: inout SettingsReader) {
    place = DeliveryPlace(settings: &settings)
    asset = settings.text("asset", "The asset that is the icon; may be left out where there is one.")
    rendition = settings.text("rendition", isRequired: true, "The rendition that the icons are made of.") ?? ""
    siteName = settings.text("name", default: "", "The site's name, for its web manifest.") ?? ""
    background = settings.colour("background", "What lies under the icons that may not be transparent, and the site's theme colour.")
    assetPosition = settings.position(of: "asset")
    renditionPosition = settings.position(of: "rendition")
  }

  package var inputs: [CollectorInput] {
    [
      CollectorInput(
        role: "asset", assets: .one(asset), rendition: rendition, assetPosition: assetPosition, renditionPosition: renditionPosition)
    ]
  }

  package func check(_ renditions: [PlannedRendition], in context: CollectCheckContext) -> [Diagnostic] {
    renditions.compactMap { $0.iconProblem(at: renditionPosition ?? context.position) }
  }

  package func fileNames(_ renditions: [PlannedRendition]) -> [String] {
    ["favicon.ico", "apple-touch-icon.png", "icon-192.png", "icon-512.png", "icon-maskable-512.png", "site.webmanifest", "favicon.html"]
  }

  /// The sides of the pictures in favicon.ico.
  private static let icoSides = [16, 32, 48]
  /// What a maskable icon may be cut to: a circle of four fifths (https://www.w3.org/TR/appmanifest/#icon-masks).
  private static let safeTenths = 8

  @concurrent
  package func collect(_ renditions: [CollectedRendition], in context: CollectContext) async throws -> [ProducedFile] {
    guard let source = renditions.first else { return [] }
    let picture = try await source.raster()
    IconSource.note(source, largest: 512, in: context)
    var entries: [ICOFile.Entry] = []
    for side in Self.icoSides {
      let icon = try picture.centred(in: side, fitting: side, background: nil)
      entries.append(ICOFile.Entry(side: side, png: try context.png("favicon", icon).bytes))
    }
    return [
      ProducedFile(name: "favicon", bytes: ICOFile.bytes(entries), mediaType: "image/vnd.microsoft.icon", fileExtension: "ico"),
      try context.png("apple-touch-icon", picture.centred(in: 180, fitting: 180, background: background)),
      try context.png("icon-192", picture.centred(in: 192, fitting: 192, background: nil)),
      try context.png("icon-512", picture.centred(in: 512, fitting: 512, background: nil)),
      try context.png(
        "icon-maskable-512", picture.centred(in: 512, fittingCircle: 512 * Self.safeTenths / 10, background: background)),
      ProducedFile("site", text: manifest.text() + "\n", extension: "webmanifest", mediaType: "application/manifest+json"),
      ProducedFile("favicon", text: html, extension: "html", mediaType: "text/html"),
    ]
  }

  /// See https://www.w3.org/TR/appmanifest/.
  private var manifest: JSONValue {
    func icon(_ file: String, _ side: Int, _ purpose: String) -> JSONValue {
      .object([
        ("src", .text(file)), ("sizes", .text("\(side)x\(side)")), ("type", .text("image/png")), ("purpose", .text(purpose)),
      ])
    }
    let colour = background.web
    return .object(
      (siteName.isEmpty ? [] : [("name", .text(siteName)), ("short_name", .text(siteName))]) + [
        ("start_url", .text("/")), ("display", .text("standalone")), ("theme_color", .text(colour)), ("background_color", .text(colour)),
        (
          "icons",
          .array([icon("icon-192.png", 192, "any"), icon("icon-512.png", 512, "any"), icon("icon-maskable-512.png", 512, "maskable")])
        ),
      ])
  }

  private var html: String {
    """
    <link rel="icon" href="favicon.ico" sizes="16x16 32x32 48x48">
    <link rel="icon" href="icon-192.png" type="image/png" sizes="192x192">
    <link rel="apple-touch-icon" href="apple-touch-icon.png">
    <link rel="manifest" href="site.webmanifest">
    <meta name="theme-color" content="\(background.web)">

    """
  }
}

/// A file of several icons, each a PNG inside of it
/// (https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10)).
enum ICOFile {
  struct Entry {
    /// In pixels, at most 256.
    let side: Int
    let png: [UInt8]
  }

  private static let headerSize = 6
  private static let entrySize = 16

  static func bytes(_ entries: [Entry]) -> [UInt8] {
    var bytes = littleEndian(0, 2) + littleEndian(1, 2) + littleEndian(entries.count, 2)
    var offset = headerSize + entries.count * entrySize
    for entry in entries {
      // A side of 256 is written as 0.
      let side = UInt8(truncatingIfNeeded: entry.side)
      bytes += [side, side, 0, 0] + littleEndian(1, 2) + littleEndian(32, 2) + littleEndian(entry.png.count, 4) + littleEndian(offset, 4)
      offset += entry.png.count
    }
    return entries.reduce(into: bytes) { $0 += $1.png }
  }

  private static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
