import BuiltIns
import Diagnostics
import GatewayAPI
import ImageCore
import PipelineEngine
import PipelineSpec
import Synchronization
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
  var preparer: (any Stage)?
  let sent = Sent()

  final class Sent: Sendable {
    private let requests = Mutex<[GenerationRequest]>([])
    func add(_ request: GenerationRequest) { requests.withLock { $0.append(request) } }
    var all: [GenerationRequest] { requests.withLock { $0 } }
  }

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
    model: String = "gemini-3-pro-image", gateways: [String] = ["emulator"], asksForRatio: Bool = true, hasInput: Bool = true
  ) -> [Diagnostic] {
    let profiles = BuiltIns.gateways.filter { gateways.contains($0.name) }
    let context = CheckContext(
      codecs: Self.codecs, limits: .standard, gateways: profiles, modelID: model, card: BuiltIns.models.card(for: model), inputRules: rules,
      asksForRatio: asksForRatio, hasInput: hasInput, knowsInputRatio: true, followsPaidStage: true, precedesPaidStage: true)
    return diagnostics + stage.check(in: context)
  }

  func run(_ artifact: Artifact = .nothing) async throws -> StageResult {
    #expect(diagnostics.isEmpty)
    let (files, original, sent) = (files, original, sent)
    let context = StageContext(
      modelID: "tiny-image", reader: Self.reader, writer: Self.writer, inputRules: rules, asked: asked, inputSize: inputSize,
      retriesDone: retriesDone, wantedOutputs: wanted,
      files: FileAccess(
        readFile: { path in
          guard let bytes = files[path] else { throw StageFailure(name: "unplanned-file", message: path) }
          return bytes
        },
        readOriginal: { asset in
          guard let original else { throw StageFailure(name: "missing-original", message: asset) }
          return original
        }), preparer: preparer,
      exchange: ExchangeAccess { request in
        sent.add(request)
        return .done(.nothing)
      }, processor: nil, scalingNeed: { _ in nil }, localTasks: 2)
    return try await stage.run(artifact, in: context)
  }

  // MARK: what came out

  func raster(_ artifact: Artifact = .nothing) async throws -> (raster: Raster, notes: [String]) {
    guard case .done(.raster(let raster), _, let notes) = try await run(artifact) else {
      throw StageFailure(name: "no-pixels", message: "the stage gave no pixels")
    }
    return (raster, notes)
  }

  func encoded(_ raster: Raster) async throws -> (picture: EncodedPicture, notes: [String]) {
    guard case .done(.encoded(let picture), _, let notes) = try await run(.raster(raster)) else {
      throw StageFailure(name: "no-picture", message: "the stage gave no encoded picture")
    }
    return (picture, notes)
  }

  func outputs(of raster: Raster) async throws -> (files: [String: EncodedPicture], notes: [String]) {
    guard case .done(let artifact, let files, let notes) = try await run(.raster(raster)) else {
      throw StageFailure(name: "no-files", message: "the stage gave no files")
    }
    guard case .raster(let handedOn) = artifact else { throw StageFailure(name: "no-pixels", message: "the pixels were not handed on") }
    #expect(handedOn == raster, "the pixels are handed on as they came")
    return (Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.picture) }), notes)
  }

  static func decoded(_ bytes: [UInt8]) throws -> Raster { try reader.read(bytes.span).raster }
}
