package import Diagnostics
import ImageCore
import ImageOperations
import JSON
package import PipelineModel
import PipelineSpec

/// Makes what a page has to say to show each asset in the size and type that a browser wants.
package struct SrcsetCollector: CollectingStage {
  package static let name: StageName = "srcset"
  package static let revision = 1
  package static let summary = "Makes a `<picture>` for every asset, and a list of all of them as JSON and TypeScript."
  package static let assetTemplates: Set<String> = ["alt"]

  package let place: DeliveryPlace
  private let settings: SrcsetSettings

  package init(settings: inout SettingsReader) {
    place = DeliveryPlace(settings: &settings)
    self.settings = SrcsetSettings(settings: &settings)
  }

  package var inputs: [CollectorInput] {
    settings.renditions.map {
      CollectorInput(role: "renditions", assets: .all, rendition: $0, renditionPosition: settings.renditionsPosition)
    }
  }

  package func check(_ renditions: [PlannedRendition], in context: CollectCheckContext) -> [Diagnostic] {
    if settings.renditions.isEmpty {
      return [Diagnostic(.missingKey, "'srcset' needs 'renditions', a list of names", at: context.position)]
    }
    guard
      let (first, other) = differing(
        renditions.compactMap { rendition in rendition.size.map { (rendition.asset, rendition.rendition, $0) } })
    else { return [] }
    return [
      Diagnostic(
        "different-ratios", message(first, other), at: settings.renditionsPosition ?? context.position,
        notes: [.init("what takes a picture's place has to have its proportions, or the page jumps")])
    ]
  }

  package func fileNames(_ renditions: [PlannedRendition]) -> [String] {
    Set(renditions.map(\.asset)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "\($0).html" } + ["images.json", "images.ts"]
  }

  private typealias Sized = (asset: String, rendition: String, size: PixelSize)

  /// Returns two renditions of one asset whose proportions differ by more than the rounding of their sides.
  private func differing(_ renditions: [Sized]) -> (Sized, Sized)? {
    for (_, group) in Dictionary(grouping: renditions, by: { $0.asset }).sorted(by: { $0.key < $1.key }) {
      guard let largest = group.max(by: { $0.size.width < $1.size.width }) else { continue }
      for other in group {
        // Of the height that the width gives, a pixel is rounding.
        let height = Double(other.size.width) * Double(largest.size.height) / Double(largest.size.width)
        if abs(height - Double(other.size.height)) > 1 { return (largest, other) }
      }
    }
    return nil
  }

  private func message(_ first: Sized, _ other: Sized) -> String {
    "'\(first.rendition)' of '\(first.asset)' is \(first.size) and '\(other.rendition)' is \(other.size), which are different proportions"
  }

  @concurrent
  package func collect(_ renditions: [CollectedRendition], in context: CollectContext) async throws -> [ProducedFile] {
    if let (first, other) = differing(renditions.map { ($0.asset, $0.rendition, $0.size) }) {
      throw StageFailure("different-ratios", message(first, other))
    }
    var entries: [SrcsetEntry] = []
    var start = renditions.startIndex
    while start < renditions.endIndex {
      let asset = renditions[start].asset
      let end = renditions[start...].firstIndex { $0.asset != asset } ?? renditions.endIndex
      entries.append(try await entry(Array(renditions[start..<end]), in: context))
      start = end
    }
    return entries.map { ProducedFile($0.asset, text: $0.html(settings), extension: "html", mediaType: "text/html") }
      + [
        ProducedFile("images", json: .object(entries.map { ($0.asset, $0.json(settings)) })),
        ProducedFile("images", text: SrcsetModule.text(entries, settings), extension: "ts", mediaType: "text/x-typescript"),
      ]
  }

  private func entry(_ renditions: [CollectedRendition], in context: CollectContext) async throws -> SrcsetEntry {
    let smallest = renditions.min { $0.size.width < $1.size.width } ?? renditions[0]
    let placeholder = try Placeholder(settings.placeholder, of: try await smallest.raster(), in: context)
    return SrcsetEntry(
      renditions: renditions, fallback: settings.renditions.last, folder: place.folder,
      alt: renditions.lazy.compactMap(\.description).first ?? settings.alt.expand(renditions[0].bindings).text, placeholder: placeholder)
  }
}

/// What a file chooses about its pictures on a page.
struct SrcsetSettings: Sendable {
  enum Loading: String, CaseIterable, Sendable {
    case lazy
    case eager
  }

  let renditions: [String]
  let renditionsPosition: SourcePosition?
  let sizes: String
  let alt: Template
  let placeholder: Placeholder.Kind
  let loading: Loading

  init(settings: inout SettingsReader) {
    renditions = settings.list(
      "renditions", default: [], expected: "names of renditions",
      "The renditions that a browser may choose from; the last is shown where it knows no other.", show: { $0 }, parse: { $0 })
    renditionsPosition = settings.has("renditions") ? settings.position(of: "renditions") : nil
    sizes = settings.text("sizes", default: "100vw", "How wide the picture is shown, as `sizes` of HTML has it.") ?? "100vw"
    let text = settings.text("alt", default: "", "The text for those who do not see the picture; a template for each asset.") ?? ""
    alt = Template(Node.Scalar(text, at: SourcePosition(line: 1, column: 1)))
    placeholder =
      settings.choice(
        "placeholder", default: Placeholder.Kind.none,
        "What is shown until the picture is there: a hash for a script, a picture of a few pixels, the average colour, or nothing.")
      ?? .none
    loading =
      settings.choice("loading", default: Loading.lazy, "Whether a browser waits with the picture until it is nearly seen.") ?? .lazy
  }
}
