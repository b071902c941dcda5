import BuiltIns
import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel
import PipelineSpec
import Testing

/// One stage with settings as a file has them, run on what a test gives it.
struct StageBench {
  static let codecs = CodecRegistry(BuiltIns.codecs)
  static let reader = ImageReader(codecs: codecs)
  static let writer = ImageWriter(codecs: codecs)
  static let everyType = InputRules(mediaTypes: ["image/png", "image/jpeg", "image/webp"], pictureBytes: 1 << 24)

  let stage: any Stage
  let diagnostics: [Diagnostic]

  var files: [String: [UInt8]] = [:]
  var original: AnsweredPicture?
  var rules = everyType
  var asked: AskedPicture?
  var inputSize: PixelSize?
  var retriesDone = 0
  var wanted: Set<String> = []
  var sourcePath: String?
  var ground: AskedGround?
  /// Answers that the stage may look at; files are among ``files``.
  var answers: [SideInput.Origin: [UInt8]] = [:]
  var preparer: (any PreparingStage)?

  /// `settings` is YAML: what stands behind the stage's name.
  init(_ name: String, _ settings: String = "") throws {
    let text = settings.isEmpty ? "- \(name)\n" : settings.contains("\n") ? "- \(name):\n\(settings)\n" : "- \(name): \(settings)\n"
    let outcome = YAMLReader.read(Array(text.utf8), name: "stages")
    #expect(outcome.diagnostics.isEmpty, "\(text)")
    guard case .sequence(let items, _)? = outcome.node, let item = items.first else {
      throw DiagnosticError(outcome.diagnostics)
    }
    let type = try #require(StageRegistry(BuiltIns.stages)[name])
    var reader = SettingsReader(item[name], subject: name, at: SourcePosition(line: 1, column: 3))
    stage = type.init(settings: &reader)
    diagnostics = reader.finish().diagnostics
  }

  /// What the stage says of its settings, read and checked.
  func complaints(
    model: String = "gemini-3-pro-image", gateways: [String] = ["emulator"], asksForRatio: Bool = true, hasInput: Bool = true,
    beginsWithFile: Bool = false, turnsBefore: Int = 1
  ) -> [Diagnostic] {
    let profiles = BuiltIns.gateways.filter { gateways.contains($0.name) }
    let context = CheckContext(
      codecs: Self.codecs, limits: .standard, gateways: profiles, modelID: model, card: BuiltIns.models.card(for: model), inputRules: rules,
      asksForRatio: asksForRatio, hasInput: hasInput, knowsInputRatio: true, followsPaidStage: turnsBefore > 0, precedesPaidStage: true,
      beginsWithFile: beginsWithFile, turnsBefore: turnsBefore)
    return diagnostics + stage.check(in: context)
  }

  private var access: FileAccess {
    let (files, original, answers, sourcePath) = (files, original, answers, sourcePath)
    @Sendable func open(_ path: String) throws -> OpenedPicture {
      guard let bytes = files[path] else { throw StageFailure("unplanned-file", path) }
      do throws(CodecError) {
        return try Self.reader.open(bytes)
      } catch {
        throw StageFailure("unreadable-picture", "'\(path)' cannot be used: \(error)")
      }
    }
    return FileAccess(
      openFile: { path in try open(path) },
      readOriginal: { asset in
        guard let original else { throw StageFailure("missing-original", asset) }
        return original
      },
      openSide: { origin in
        if let bytes = answers[origin] { return try Self.reader.open(bytes) }
        switch origin {
        case .source: return try open(sourcePath ?? "")
        case .mask: return try open(String(origin.keyName.dropFirst("mask ".count)))
        case .turn, .asset: throw StageFailure("missing-original", origin.keyName)
        }
      })
  }

  /// What the stage makes of an artifact.
  func run(_ artifact: Artifact = .nothing) async throws -> StageResult {
    #expect(diagnostics.isEmpty)
    let local = try #require(stage as? any LocalStage)
    let context = LocalContext(
      reader: Self.reader, writer: Self.writer, inputRules: rules, asked: asked, inputSize: inputSize, retriesDone: retriesDone,
      wantedOutputs: wanted, files: access, scalingNeed: { _ in nil }, localTasks: 2, sourcePath: sourcePath,
      ground: ground)
    return try await local.run(artifact, in: context)
  }

  /// What the stage says of the files that it will need.
  func inspect() async throws { try await (stage as? any LocalStage)?.inspect(access) }

  /// What the stage asks for an artifact.
  func request(_ artifact: Artifact = .nothing, history: [Content] = []) async throws -> RequestedGeneration {
    #expect(diagnostics.isEmpty)
    let generation = try #require(stage as? any GenerationStage)
    let context = RequestContext(
      modelID: "tiny-image", reader: Self.reader, writer: Self.writer, inputRules: rules,
      asked: asked ?? AskedPicture(ratio: nil, imageSize: nil, expected: nil), files: access, preparer: preparer, history: history,
      processor: AsyncLimiter(slots: 2))
    return try await generation.request(for: artifact, in: context)
  }

  // MARK: what came out

  func raster(_ artifact: Artifact = .nothing) async throws -> (raster: Raster, notes: [String]) {
    let result = try await run(artifact)
    guard case .raster(let raster) = result.artifact, result.judgement?.isAccepted != false else {
      throw StageFailure("no-pixels", "the stage gave no pixels")
    }
    return (raster, result.notes)
  }

  func encoded(_ raster: Raster) async throws -> (picture: EncodedPicture, notes: [String]) {
    let result = try await run(.raster(raster))
    guard case .encoded(let picture) = result.artifact else { throw StageFailure("no-picture", "the stage gave no encoded picture") }
    return (picture, result.notes)
  }

  /// The files by name, as bytes.
  func outputs(of raster: Raster) async throws -> (files: [String: ProducedFile], notes: [String]) {
    let result = try await run(.raster(raster))
    guard case .raster(let handedOn) = result.artifact else { throw StageFailure("no-pixels", "the pixels were not handed on") }
    #expect(handedOn == raster, "the pixels are handed on as they came")
    return (Dictionary(uniqueKeysWithValues: result.files.map { ($0.name, $0) }), result.notes)
  }

  static func decoded(_ bytes: [UInt8]) throws -> Raster { try reader.open(bytes).decode().raster }
}
