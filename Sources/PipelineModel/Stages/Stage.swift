package import Diagnostics
package import ImageCore

/// The name of a stage, as pipeline files write it.
package struct StageName: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  package let rawValue: String
  package init(stringLiteral value: String) { rawValue = value }
  package var description: String { rawValue }
}

/// One stage of a chain: its settings, and its operation. Each is a ``LocalStage`` or a ``GenerationStage``.
///
/// Adding a stage takes its folder in `PipelineStages` and one line in `BuiltIns.stages`; the conformance suite then tests it.
package protocol Stage: Sendable {
  static var name: StageName { get }
  /// Raised when the same settings and input yield other output. Renditions are then made again, at no cost; paid calls never depend on it.
  static var revision: Int { get }
  /// One sentence for help and schema.
  static var summary: String { get }
  static var consumes: Set<Artifact.Kind> { get }
  static var produces: Artifact.Kind { get }
  /// Indicates whether it validates pictures, and may reject one; its finding is then remembered.
  static var validates: Bool { get }
  /// Indicates whether its result can differ from its input; settings of a stage that only writes files are in no key of a paid call.
  static var changesPicture: Bool { get }

  /// Reads every setting unconditionally; see ``Diagnostics/SettingsReader``.
  init(settings: inout SettingsReader)

  /// This stage, where it asks a model for pictures. Asked for every link of every asset: a cast takes a thousand times as long.
  var asGeneration: (any GenerationStage)? { get }
  /// This stage, where it asks a model for a text about a picture.
  var asDescribing: (any DescribingStage)? { get }
  /// This stage, where it begins a chain.
  var asInput: (any InputStage)? { get }

  /// The kinds that this instance consumes; narrower than the type's if a setting decides.
  var accepts: Set<Artifact.Kind> { get }

  /// The further pictures that it looks at, beside what comes in; its results depend on their bytes, too.
  var sideInputs: [SideInput] { get }

  /// The files it writes, apart from originals.
  var outputs: [OutputDeclaration] { get }

  /// The number of further paid calls that it may request when it rejects a result.
  var retries: Int { get }

  /// Returns its finding about a picture of which only the upright size is known, or `nil` if that does not suffice or it does not
  /// validate.
  func judgement(of size: PixelSize, asked: AskedPicture?, limits: DecodeLimits) -> Judgement?

  /// Returns the mistakes in these settings for this program, model and gateway; everything that can be known offline.
  func check(in context: CheckContext) -> [Diagnostic]

  /// Returns the pixels that it needs of an upright picture of this size.
  func need(of size: PixelSize) -> PixelNeed

  /// Returns the bytes that it works with for an upright picture of this size, beside that picture and those that it looks at.
  func workingBytes(on size: PixelSize) -> Int

  /// Returns the pictures that it will make of an upright one of this size, so that limits are checked, and memory is reserved, before any
  /// of them is begun.
  func pictures(of size: PixelSize, codecs: CodecRegistry) -> [PlannedPicture]
}

extension Stage {
  package static var validates: Bool { false }
  package static var changesPicture: Bool { true }
  /// What its settings are, for help, schema and whoever shows them.
  package static var settingDescriptions: [SettingDescription] {
    var reader = SettingsReader(nil, subject: name.rawValue)
    _ = Self(settings: &reader)
    return reader.finish().descriptions
  }
  package var asGeneration: (any GenerationStage)? { nil }
  package var asDescribing: (any DescribingStage)? { nil }
  package var asInput: (any InputStage)? { nil }
  package var accepts: Set<Artifact.Kind> { Self.consumes }
  package var sideInputs: [SideInput] { [] }
  package var outputs: [OutputDeclaration] { [] }
  package var retries: Int { 0 }
  package func judgement(of size: PixelSize, asked: AskedPicture?, limits: DecodeLimits) -> Judgement? { nil }
  package func check(in context: CheckContext) -> [Diagnostic] { [] }
  package func need(of size: PixelSize) -> PixelNeed { .everything }
  package func workingBytes(on size: PixelSize) -> Int { 0 }
  package func pictures(of size: PixelSize, codecs: CodecRegistry) -> [PlannedPicture] { [] }
}

/// The stages a program was built with.
package struct StageRegistry: Sendable {
  package let stages: [any Stage.Type]

  /// - Precondition: no two stages share a name.
  package init(_ stages: [any Stage.Type]) {
    precondition(Set(stages.map { $0.name }).count == stages.count, "two stages have the same name")
    self.stages = stages
  }

  package subscript(name: String) -> (any Stage.Type)? { stages.first { $0.name.rawValue == name } }

  package var names: [String] { stages.map { $0.name.rawValue } }
}

/// A file that a stage will write for every asset.
package struct OutputDeclaration: Sendable {
  /// The file's name without extension and variant.
  package let name: String
  /// The format's id, or `nil` if it is only known once the pixels are.
  package let format: FormatID?
  /// The settings that decide its bytes.
  package let settings: ResolvedSettings
  package let position: SourcePosition?
  /// What its own settings say of its provenance, or `nil` where the pipeline's hold.
  package let provenance: ProvenanceSetting?
  /// The size that it has of every picture that is large enough, or `nil` where the picture's proportions decide it.
  package let canvas: PixelSize?
  /// Whether it shows a part of the picture that only the pixels tell.
  package let isTrimmed: Bool

  package init(
    name: String, format: FormatID?, settings: ResolvedSettings, position: SourcePosition?, provenance: ProvenanceSetting? = nil,
    canvas: PixelSize? = nil, isTrimmed: Bool = false
  ) {
    self.provenance = provenance
    self.canvas = canvas
    self.isTrimmed = isTrimmed
    self.name = name
    self.format = format
    self.settings = settings
    self.position = position
  }
}
