package import Diagnostics
import ImageCore
import ImageOperations
import JSON
package import PipelineModel

/// Makes the icon set of an app for Apple's platforms.
package struct AppleIconCollector: CollectingStage {
  package static let name: StageName = "appleIcon"
  package static let revision = 1
  package static let summary = "Makes the app icon of an Xcode asset catalogue, light, dark and tinted."

  package let place: DeliveryPlace
  private let asset: String?
  private let dark: String?
  private let tinted: String?
  private let rendition: String
  private let background: Colour
  private let ladder: Bool
  private let positions: [String: SourcePosition?]

  private static let folder = "AppIcon.appiconset"
  private static let side = 1_024

  package init(settings: inout SettingsReader) {
    place = DeliveryPlace(settings: &settings)
    asset = settings.text("asset", "The asset that is the icon; may be left out where there is one.")
    dark = settings.text("dark", "The asset that is the icon in dark surroundings.")
    tinted = settings.text("tinted", "The asset that is tinted by the system; its colours become grey.")
    rendition = settings.text("rendition", isRequired: true, "The rendition that the icons are made of.") ?? ""
    background = settings.colour("background", "What lies under the light icon, which may not be transparent.")
    ladder = settings.flag("ladder", default: false, "Whether the sizes that older versions of Xcode ask for are made too.")
    var positions: [String: SourcePosition?] = [:]
    for key in ["asset", "dark", "tinted", "rendition"] { positions[key] = settings.position(of: key) }
    self.positions = positions
  }

  package var inputs: [CollectorInput] {
    var inputs = [input("asset", asset)]
    if let dark { inputs.append(input("dark", dark)) }
    if let tinted { inputs.append(input("tinted", tinted)) }
    return inputs
  }

  private func input(_ role: String, _ asset: String?) -> CollectorInput {
    CollectorInput(
      role: role, assets: .one(asset), rendition: rendition, assetPosition: positions[role] ?? nil,
      renditionPosition: positions["rendition"] ?? nil)
  }

  package func check(_ renditions: [PlannedRendition], in context: CollectCheckContext) -> [Diagnostic] {
    renditions.compactMap { $0.iconProblem(at: positions["rendition"].flatMap { $0 } ?? context.position) }
  }

  package func fileNames(_ renditions: [PlannedRendition]) -> [String] {
    var names = ["AppIcon"] + (dark == nil ? [] : ["AppIcon-dark"]) + (tinted == nil ? [] : ["AppIcon-tinted"])
    if ladder { names += Set(Self.steps.map(\.pixels)).sorted().filter { $0 != Self.side }.map { "AppIcon-\($0)" } }
    return names.map { "\(Self.folder)/\($0).png" } + ["\(Self.folder)/Contents.json"]
  }

  @concurrent
  package func collect(_ renditions: [CollectedRendition], in context: CollectContext) async throws -> [ProducedFile] {
    var files: [ProducedFile] = []
    var images: [[(name: String, value: JSONValue)]] = []
    guard let light = renditions.first(where: { $0.role == "asset" }) else {
      throw StageFailure("missing-rendition", "the asset that is the icon is not there")
    }
    IconSource.note(light, largest: Self.side, in: context)
    let picture = try await light.raster()
    let opaque = try picture.centred(in: Self.side, fitting: Self.side, background: background)
    files.append(try context.png("\(Self.folder)/AppIcon", opaque))
    images.append(Self.image("AppIcon", appearance: nil))
    for role in ["dark", "tinted"] {
      guard let rendition = renditions.first(where: { $0.role == role }) else { continue }
      let icon = try await rendition.raster().centred(in: Self.side, fitting: Self.side, background: nil)
      files.append(try context.png("\(Self.folder)/AppIcon-\(role)", role == "tinted" ? icon.grey : icon))
      images.append(Self.image("AppIcon-\(role)", appearance: role))
    }
    if ladder {
      for side in Set(Self.steps.map(\.pixels)).sorted() where side != Self.side {
        files.append(
          try context.png("\(Self.folder)/AppIcon-\(side)", try picture.centred(in: side, fitting: side, background: background)))
      }
      images += Self.steps.map(\.image)
    }
    files.append(ProducedFile("\(Self.folder)/Contents", json: CatalogueContents.value(images)))
    return files
  }

  /// See https://developer.apple.com/documentation/xcode/configuring-your-app-icon.
  private static func image(_ file: String, appearance: String?) -> [(name: String, value: JSONValue)] {
    var members: [(name: String, value: JSONValue)] = []
    if let appearance {
      members.append(
        ("appearances", .array([.object([("appearance", .text("luminosity")), ("value", .text(appearance))])])))
    }
    return members + [
      ("filename", .text("\(file).png")), ("idiom", .text("universal")), ("platform", .text("ios")),
      ("size", .text("\(side)x\(side)")),
    ]
  }

  // MARK: the sizes of before

  private struct Step {
    let idiom: String
    /// In tenths of a point.
    let tenths: Int
    let scale: Int

    var pixels: Int { tenths * scale / 10 }

    private var points: String { tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)" }

    var image: [(name: String, value: JSONValue)] {
      let file = pixels == side ? "AppIcon" : "AppIcon-\(pixels)"
      return [
        ("filename", .text("\(file).png")), ("idiom", .text(idiom)), ("scale", .text("\(scale)x")),
        ("size", .text("\(points)x\(points)")),
      ]
    }
  }

  /// See https://developer.apple.com/library/archive/documentation/Xcode/Reference/xcode_ref-Asset_Catalog_Format/AppIconType.html.
  private static let steps: [Step] =
    [200, 290, 400, 600].flatMap { size in [2, 3].map { Step(idiom: "iphone", tenths: size, scale: $0) } }
    + [200, 290, 400, 760].flatMap { size in [1, 2].map { Step(idiom: "ipad", tenths: size, scale: $0) } }
    + [Step(idiom: "ipad", tenths: 835, scale: 2), Step(idiom: "ios-marketing", tenths: 10_240, scale: 1)]
}
