package import Diagnostics
import ImageCore
import ImageOperations
import JSON
package import PipelineModel

/// Makes image sets of an asset catalogue, for three densities of screens.
package struct ImageSetCollector: CollectingStage {
  package static let name: StageName = "imageset"
  package static let revision = 1
  package static let summary = "Makes an image set of every asset for an Xcode asset catalogue, in three densities."

  package let place: DeliveryPlace
  private let rendition: String
  private let renditionPosition: SourcePosition?

  /// The densities that there are; the rendition is what the last shows.
  private static let scales = [1, 2, 3]

  package init(settings: inout SettingsReader) {
    place = DeliveryPlace(settings: &settings)
    rendition = settings.text("rendition", isRequired: true, "The rendition that is shown at three pixels a point.") ?? ""
    renditionPosition = settings.position(of: "rendition")
  }

  package var inputs: [CollectorInput] {
    [CollectorInput(role: "rendition", assets: .all, rendition: rendition, renditionPosition: renditionPosition)]
  }

  package func fileNames(_ renditions: [PlannedRendition]) -> [String] {
    renditions.flatMap { rendition in
      let folder = "\(rendition.asset).imageset"
      let kind = Self.staysAsItIs(rendition.format) ? rendition.format.fileExtension : deliveredPNG.rawValue
      return Self.scales.map { "\(folder)/\(rendition.asset)\(Self.suffix($0)).\(kind)" } + ["\(folder)/Contents.json"]
    }
  }

  @concurrent
  package func collect(_ renditions: [CollectedRendition], in context: CollectContext) async throws -> [ProducedFile] {
    var files: [ProducedFile] = []
    for rendition in renditions {
      let opened = try await rendition.open()
      let picture = try await opened.deliveredRaster(of: rendition.path)
      let format = try Self.format(of: rendition, in: context)
      let folder = "\(rendition.asset).imageset"
      for scale in Self.scales {
        let size = PixelSize(Self.part(scale, of: picture.size.width), Self.part(scale, of: picture.size.height))
        let name = "\(folder)/\(rendition.asset)\(Self.suffix(scale))"
        let isWhole = size == picture.size && format.id == rendition.format.id
        let bytes =
          isWhole
          ? opened.bytes : try context.writer.write(try picture.resampled(to: size), as: format.id)
        files.append(ProducedFile(name: name, picture: EncodedPicture(bytes: bytes, format: format, size: size)))
      }
      files.append(ProducedFile("\(folder)/Contents", json: Self.contents(rendition.asset, format)))
    }
    return files
  }

  /// Photographs stay what they are; everything else becomes a format that every version of Xcode takes, with its transparency.
  private static func format(of rendition: CollectedRendition, in context: CollectContext) throws -> ImageFormat {
    if staysAsItIs(rendition.format) { return rendition.format }
    guard let format = context.writer.codecs.codec(for: deliveredPNG)?.format else {
      throw StageFailure("missing-codec", "this program writes no PNG, which image sets are made of")
    }
    return format
  }

  private static func staysAsItIs(_ format: ImageFormat) -> Bool { !format.can(.alpha) && format.can(.encode) }

  private static func part(_ scale: Int, of side: Int) -> Int { max(1, (side * scale * 2 + 3) / 6) }

  private static func suffix(_ scale: Int) -> String { scale == 1 ? "" : "@\(scale)x" }

  /// See https://developer.apple.com/library/archive/documentation/Xcode/Reference/xcode_ref-Asset_Catalog_Format/ImageSetType.html.
  private static func contents(_ asset: String, _ format: ImageFormat) -> JSONValue {
    CatalogueContents.value(
      scales.map { scale in
        [
          ("filename", .text("\(asset)\(suffix(scale)).\(format.fileExtension)")), ("idiom", .text("universal")),
          ("scale", .text("\(scale)x")),
        ]
      })
  }
}
