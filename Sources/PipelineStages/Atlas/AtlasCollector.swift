package import Diagnostics
import ImageCore
import ImageOperations
package import PipelineModel

/// Makes sheets of many pictures, with what programs have to know to find each of them.
package struct AtlasCollector: CollectingStage {
  package static let name: StageName = "atlas"
  package static let revision = 1
  package static let summary = "Packs a rendition of every asset into sheets, with their places as JSON, CSS and Godot resources."

  package let place: DeliveryPlace
  private let settings: AtlasSettings

  package init(settings: inout SettingsReader) {
    place = DeliveryPlace(settings: &settings)
    self.settings = AtlasSettings(settings: &settings)
  }

  package var inputs: [CollectorInput] {
    [CollectorInput(role: "rendition", assets: .all, rendition: settings.rendition, renditionPosition: settings.renditionPosition)]
  }

  package func check(_ renditions: [PlannedRendition], in context: CollectCheckContext) -> [Diagnostic] {
    if let problem = OutputNaming.problem(with: settings.name) {
      return [Diagnostic("invalid-name", "the name '\(settings.name)' \(problem)", at: settings.namePosition ?? context.position)]
    }
    guard let large = renditions.first(where: { ($0.size?.longestSide ?? 0) + 2 * settings.extrude > settings.longestSide }),
      let size = large.size
    else { return [] }
    return [Diagnostic("atlas-too-small", misfit(large.asset, size), at: settings.maximumPosition ?? context.position)]
  }

  /// Returns the names of everything but further sheets, of which nobody knows how many there will be.
  package func fileNames(_ renditions: [PlannedRendition]) -> [String] {
    ["png", "json", "regions.json", "css"].map { "\(settings.name).\($0)" } + renditions.map { "\(settings.name)/\($0.asset).tres" }
  }

  private func misfit(_ asset: String, _ size: PixelSize) -> String {
    "'\(settings.rendition)' of '\(asset)' is \(size)\(settings.extrude > 0 ? " and \(settings.extrude) around it" : ""), and a sheet has at most \(settings.longestSide) pixels on a side"
  }

  @concurrent
  package func collect(_ renditions: [CollectedRendition], in context: CollectContext) async throws -> [ProducedFile] {
    var sprites: [Sprite] = []
    for rendition in renditions {
      sprites.append(Sprite(name: rendition.asset, try await rendition.raster(), isTrimmed: settings.trim))
    }
    let border = 2 * settings.extrude
    let cells = sprites.map { (width: $0.picture.size.width + border, height: $0.picture.size.height + border) }
    guard let pages = AtlasPacking.pages(cells, gap: settings.padding, size: settings.size, maximum: settings.maximum) else {
      let large = sprites.first { $0.picture.size.longestSide + border > settings.longestSide }
      throw StageFailure("atlas-too-small", misfit(large?.name ?? "", large?.picture.size ?? PixelSize(1, 1)))
    }
    var frames: [AtlasFrame] = []
    var files: [ProducedFile] = []
    for (number, page) in pages.enumerated() {
      let size = PixelSize(page.width, page.height)
      if let error = context.limits.problem(making: size) {
        throw StageFailure(
          "atlas-too-small", "a sheet would be \(size): \(error.actual) \(error.displayName), more than the \(error.allowed) allowed")
      }
      guard var sheet = AtlasSheet(size) else { throw StageFailure("atlas-too-small", "a sheet of \(size) cannot be held in memory") }
      for place in page.places {
        let sprite = sprites[place.index]
        let (x, y) = (place.x + settings.extrude, place.y + settings.extrude)
        sheet.lay(sprite.picture, x: x, y: y, extrude: settings.extrude)
        frames.append(AtlasFrame(sprite, page: number, x: x, y: y))
      }
      files.append(try context.png(settings.sheetName(number), sheet.raster))
    }
    let records = AtlasRecords(settings: settings, pages: pages.map { PixelSize($0.width, $0.height) }, frames: frames)
    return files + records.files
  }
}

/// What a file chooses about an atlas.
struct AtlasSettings: Sendable {
  let name: String
  let rendition: String
  let size: AtlasPacking.PageSize
  /// Pixels between two sprites.
  let padding: Int
  /// How often a sprite's outermost pixels are repeated around it.
  let extrude: Int
  let trim: Bool
  /// The longest side of a sheet.
  let maximum: Int
  let namePosition: SourcePosition?
  let renditionPosition: SourcePosition?
  let maximumPosition: SourcePosition?

  init(settings: inout SettingsReader) {
    name = settings.text("name", default: "atlas", "The name of the sheets, without extension.") ?? "atlas"
    rendition = settings.text("rendition", isRequired: true, "The rendition that is packed.") ?? ""
    size =
      settings.choice("size", default: AtlasPacking.PageSize.free, "The sides of a sheet: `free`, or each a `powerOfTwo`.") ?? .free
    padding = settings.integer("padding", default: 2, in: 0...64, "Transparent pixels between two pictures.") ?? 2
    extrude = settings.integer("extrude", default: 0, in: 0...16, "How often a picture's outermost pixels are repeated around it.") ?? 0
    trim = settings.flag("trim", default: true, "Whether transparent borders are cut off; what was cut off is in the records.")
    maximum = settings.integer("maximum", default: 4_096, in: 16...16_384, "The longest side of a sheet in pixels.") ?? 4_096
    namePosition = settings.has("name") ? settings.position(of: "name") : nil
    renditionPosition = settings.position(of: "rendition")
    maximumPosition = settings.has("maximum") ? settings.position(of: "maximum") : nil
  }

  /// The longest side that a sheet may have.
  var longestSide: Int { AtlasPacking.longestSide(size, maximum: maximum) }

  /// Returns the name of a sheet, counted from 0, without extension.
  func sheetName(_ page: Int) -> String { page == 0 ? name : "\(name)-\(page + 1)" }
}
