package import Diagnostics
import ImageCore
import ImageOperations
package import PipelineModel

/// Makes the launcher icons of an app for Android.
package struct AndroidIconCollector: CollectingStage {
  package static let name: StageName = "androidIcon"
  package static let revision = 2
  package static let summary = "Makes the launcher icons of an Android app, adaptive ones and those of before, as resources."

  package let place: DeliveryPlace
  private let asset: String?
  private let foreground: String?
  private let monochrome: String?
  private let rendition: String
  private let background: Colour
  private let positions: [String: SourcePosition?]

  /// Densities with the pixels of a launcher icon, which is 48 dp (https://developer.android.com/training/multiscreen/screendensities).
  private static let densities = [("mdpi", 48), ("hdpi", 72), ("xhdpi", 96), ("xxhdpi", 144), ("xxxhdpi", 192)]
  /// An adaptive icon's layer is 108 dp, of which every mask shows a circle of 66
  /// (https://developer.android.com/develop/ui/views/launch/icon_design_adaptive).
  private static let (layer, visible, launcher) = (108, 66, 48)
  /// What the store asks for (https://developer.android.com/distribute/google-play/resources/icon-design-specifications).
  private static let storeSide = 512

  package init(settings: inout SettingsReader) {
    place = DeliveryPlace(settings: &settings)
    asset = settings.text("asset", "The asset that is the icon; may be left out where there is one.")
    foreground = settings.text("foreground", "The asset that lies on the background of an adaptive icon; default: `asset`.")
    monochrome = settings.text("monochrome", "The asset whose outline the system tints; without one there is no such icon.")
    rendition = settings.text("rendition", isRequired: true, "The rendition that the icons are made of.") ?? ""
    background = settings.colour("background", "The background of the adaptive icon, and of the one for the store.")
    var positions: [String: SourcePosition?] = [:]
    for key in ["asset", "foreground", "monochrome", "rendition"] { positions[key] = settings.position(of: key) }
    self.positions = positions
  }

  package var inputs: [CollectorInput] {
    var inputs = [input("asset", asset)]
    if let foreground { inputs.append(input("foreground", foreground)) }
    if let monochrome { inputs.append(input("monochrome", monochrome)) }
    return inputs
  }

  private func input(_ role: String, _ asset: String?) -> CollectorInput {
    CollectorInput(
      role: role, assets: .one(asset), rendition: rendition, assetPosition: positions[role] ?? nil,
      renditionPosition: positions["rendition"] ?? nil)
  }

  package func check(_ renditions: [PlannedRendition], in context: CollectCheckContext) -> [Diagnostic] {
    renditions.compactMap { $0.iconProblem(at: positions["rendition"].flatMap { $0 } ?? context.position) }
      + renditions.compactMap { $0.role == "monochrome" && !$0.format.can(.alpha) ? opaque($0, at: context.position) : nil }
  }

  private func opaque(_ rendition: PlannedRendition, at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      "opaque-monochrome",
      "'monochrome' is the outline of what is not transparent, and '\(rendition.rendition)' of '\(rendition.asset)' is \(rendition.format.id), which has no transparency",
      at: positions["monochrome"].flatMap { $0 } ?? position,
      notes: [.init("give the asset a 'cutout', and the rendition a format with transparency such as png")])
  }

  package func fileNames(_ renditions: [PlannedRendition]) -> [String] {
    let layers = ["ic_launcher", "ic_launcher_foreground"] + (monochrome == nil ? [] : ["ic_launcher_monochrome"])
    return Self.densities.flatMap { density in layers.map { "mipmap-\(density.0)/\($0).png" } }
      + ["mipmap-anydpi-v26/ic_launcher.xml", "values/ic_launcher_background.xml", "\(Self.storeFolder)/ic_launcher_store.png"]
  }

  @concurrent
  package func collect(_ renditions: [CollectedRendition], in context: CollectContext) async throws -> [ProducedFile] {
    guard let source = renditions.first(where: { $0.role == "asset" }) else {
      throw StageFailure("missing-rendition", "the asset that is the icon is not there")
    }
    IconSource.note(source, largest: Self.storeSide, in: context)
    let icon = try await source.raster()
    let front = renditions.first { $0.role == "foreground" }
    let layer = try await front?.raster() ?? icon
    let outline = try await renditions.first { $0.role == "monochrome" }?.raster()
    if let outline, !outline.hasTransparency {
      throw StageFailure(
        "opaque-monochrome",
        "'\(monochrome ?? "")' has no transparent pixel, so its outline would be a white square; give that asset a 'cutout'")
    }
    context.note(
      "the foreground is scaled into the circle of \(Self.visible) dp that every mask shows, on a layer of \(Self.layer) dp")
    var files: [ProducedFile] = []
    for (density, side) in Self.densities {
      let folder = "mipmap-\(density)"
      let canvas = side * Self.layer / Self.launcher
      let circle = canvas * Self.visible / Self.layer
      files.append(try context.png("\(folder)/ic_launcher", try icon.centred(in: side, fitting: side, background: nil)))
      files.append(
        try context.png("\(folder)/ic_launcher_foreground", try layer.centred(in: canvas, fittingCircle: circle, background: nil)))
      if let outline {
        files.append(
          try context.png(
            "\(folder)/ic_launcher_monochrome",
            try outline.silhouette.centred(in: canvas, fittingCircle: circle, background: nil)))
      }
    }
    files.append(
      ProducedFile("mipmap-anydpi-v26/ic_launcher", text: adaptiveIcon(hasOutline: outline != nil), extension: "xml", mediaType: "text/xml")
    )
    files.append(
      ProducedFile("values/ic_launcher_background", text: colours, extension: "xml", mediaType: "text/xml"))
    files.append(
      try context.png(
        "\(Self.storeFolder)/ic_launcher_store", try icon.centred(in: Self.storeSide, fitting: Self.storeSide, background: background)))
    return files
  }

  /// Every folder beside the others has to be one of resources (https://developer.android.com/guide/topics/resources/providing-resources);
  /// of files in this one nothing is demanded.
  private static let storeFolder = "raw"

  private func adaptiveIcon(hasOutline: Bool) -> String {
    """
    <?xml version="1.0" encoding="utf-8"?>
    <adaptive-icon xmlns:android="http://schemas.android.com/apk/res/android">
        <background android:drawable="@color/ic_launcher_background" />
        <foreground android:drawable="@mipmap/ic_launcher_foreground" />
    \(hasOutline ? "    <monochrome android:drawable=\"@mipmap/ic_launcher_monochrome\" />\n" : "")</adaptive-icon>

    """
  }

  private var colours: String {
    """
    <?xml version="1.0" encoding="utf-8"?>
    <resources>
        <color name="ic_launcher_background">\(background.web.uppercased())</color>
    </resources>

    """
  }
}
