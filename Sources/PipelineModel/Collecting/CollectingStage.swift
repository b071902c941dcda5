package import Diagnostics
package import ImageCore
package import PipelineSpec

/// A stage that is made of a whole set of assets, once their chains have ended: a sheet, an icon set, a snippet for a page.
///
/// Adding one takes its folder in `PipelineStages` and one line in `BuiltIns.collectors`; the conformance suite tests it by its being there.
package protocol CollectingStage: Stage {
  /// The settings that are templates for each asset; those in all others stand for the same text throughout the set.
  static var assetTemplates: Set<String> { get }

  /// Where its files go, and which assets it is made of.
  var place: DeliveryPlace { get }

  /// The renditions that it is made of.
  var inputs: [CollectorInput] { get }

  /// Returns what is wrong with these settings for this set; everything that can be known before the set is there.
  /// - Parameter renditions: those that will be there, in the order in which they are collected.
  func check(_ renditions: [PlannedRendition], in context: CollectCheckContext) -> [Diagnostic]

  /// Returns the names of the files that it will make, below its folder and with their extensions, as far as they are known before.
  func fileNames(_ renditions: [PlannedRendition]) -> [String]

  /// Makes the files. The same renditions give the same bytes.
  /// - Parameter renditions: those that are there, by the bytes of their assets' names, then in the order of ``inputs``.
  /// - Throws: a ``StageFailure`` for what goes wrong with this set, and what reading a rendition throws.
  func collect(_ renditions: [CollectedRendition], in context: CollectContext) async throws -> [ProducedFile]
}

extension CollectingStage {
  package static var consumes: Set<Artifact.Kind> { [.nothing] }
  package static var produces: Artifact.Kind { .nothing }
  package static var assetTemplates: Set<String> { [] }
  package func check(_ renditions: [PlannedRendition], in context: CollectCheckContext) -> [Diagnostic] { [] }
}

/// Where a collector's files go, and which assets it is made of.
package struct DeliveryPlace: Sendable {
  /// Below the output folder, without a slash at its end.
  package let folder: String
  package let folderPosition: SourcePosition?
  /// `nil` for all.
  package let only: GlobText?
  package let onlyPosition: SourcePosition?

  /// Reads what every collector takes.
  package init(settings: inout SettingsReader) {
    folder = settings.text("to", isRequired: true, "The folder below `output` that the files go to.") ?? ""
    folderPosition = settings.position(of: "to")
    only = settings.value(
      "only", default: GlobText?.none, expected: "an asset's name or a pattern", kind: .text,
      "The assets that it is made of: a name, or a pattern with * and ?; default: all.", show: { $0?.text }, parse: { .some(GlobText($0)) })
    onlyPosition = settings.has("only") ? settings.position(of: "only") : nil
  }
}

/// One rendition that a collector takes, of every asset or of one.
package struct CollectorInput: Sendable {
  package enum Assets: Hashable, Sendable {
    case all
    /// The one of that name; without a name, the only one that there is.
    case one(String?)
  }

  /// What it is to the collector, such as the name of the setting that names its asset.
  package let role: String
  package let assets: Assets
  package let rendition: String
  package let assetPosition: SourcePosition?
  package let renditionPosition: SourcePosition?

  package init(
    role: String, assets: Assets, rendition: String, assetPosition: SourcePosition? = nil, renditionPosition: SourcePosition? = nil
  ) {
    self.role = role
    self.assets = assets
    self.rendition = rendition
    self.assetPosition = assetPosition
    self.renditionPosition = renditionPosition
  }
}

/// A rendition that will be part of a set.
package struct PlannedRendition: Sendable {
  package let role: String
  package let asset: String
  package let rendition: String
  package let format: ImageFormat
  /// Upright, or `nil` where it depends on a picture that nobody has seen yet.
  package let size: PixelSize?
  /// What templates may name for its asset.
  package let bindings: Bindings

  package init(role: String, asset: String, rendition: String, format: ImageFormat, size: PixelSize?, bindings: Bindings) {
    self.role = role
    self.asset = asset
    self.rendition = rendition
    self.format = format
    self.size = size
    self.bindings = bindings
  }
}

/// What can be known offline when a collector's settings are checked.
package struct CollectCheckContext: Sendable {
  /// Of the collector's name in the file.
  package let position: SourcePosition

  package init(position: SourcePosition) { self.position = position }
}

/// A rendition of a set, as it stands in the output folder.
package struct CollectedRendition: Sendable {
  package let role: String
  package let asset: String
  package let rendition: String
  /// Relative to the output folder.
  package let path: String
  package let format: ImageFormat
  /// Upright.
  package let size: PixelSize
  /// Of the file, in hexadecimal.
  package let sha256: String
  /// What templates may name for its asset.
  package let bindings: Bindings
  /// What is to be seen in it, as a model was asked; `nil` where none was.
  package let description: String?
  private let readFile: @Sendable () async throws -> OpenedPicture

  package init(
    role: String, asset: String, rendition: String, path: String, format: ImageFormat, size: PixelSize, sha256: String, bindings: Bindings,
    description: String? = nil, readFile: @escaping @Sendable () async throws -> OpenedPicture
  ) {
    self.role = role
    self.asset = asset
    self.rendition = rendition
    self.path = path
    self.format = format
    self.size = size
    self.sha256 = sha256
    self.bindings = bindings
    self.description = description
    self.readFile = readFile
  }

  /// Opens the file.
  /// - Throws: where it is not the file that was written.
  package func open() async throws -> OpenedPicture { try await readFile() }
}

/// What a collector may use while it works; there is no other way for it to reach anything.
package struct CollectContext: Sendable {
  package let writer: ImageWriter
  package let limits: DecodeLimits
  /// Says something that a person should see.
  package let note: @Sendable (String) -> Void

  package init(writer: ImageWriter, limits: DecodeLimits, note: @escaping @Sendable (String) -> Void) {
    self.writer = writer
    self.limits = limits
    self.note = note
  }
}

/// The collectors a program was built with.
package struct CollectorRegistry: Sendable {
  package let collectors: [any CollectingStage.Type]

  /// - Precondition: no two share a name.
  package init(_ collectors: [any CollectingStage.Type]) {
    precondition(Set(collectors.map { $0.name }).count == collectors.count, "two collectors have the same name")
    self.collectors = collectors
  }

  package subscript(name: String) -> (any CollectingStage.Type)? { collectors.first { $0.name.rawValue == name } }

  package var names: [String] { collectors.map { $0.name.rawValue } }
}
