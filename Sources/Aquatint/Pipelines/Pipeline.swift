import BuiltIns
import Diagnostics
import Dialects
import GatewayAPI
import GatewayEmulator
import ImageCore
import PipelineModel
import PipelineSpec
import Planning
import Runs
import Storage
import SystemPackage

/// A pipeline file that was read and has no mistakes: what `aquatint` does with one, for Swift programs.
///
/// The value is cheap to keep. Sources, the store and the output folder are looked at by each call, so a plan is always of the present.
public struct Pipeline: Sendable {
  let planning: PlanningSession
  let loaded: LoadedPipeline
  /// Warnings of reading the file.
  public let problems: [Problem]

  /// What a pipeline is used with beside its file, as on the command line.
  public struct Options: Sendable {
    /// Replaces the file's gateways, in order of preference.
    public var gateways: [String] = []
    /// Replaces the file's model.
    public var model: String?
    /// Replaces some of the file's `values`.
    public var values: [String: String] = [:]
    /// The output folder instead of the file's; absolute, or relative to ``currentFolder``.
    public var output: String?
    /// The folder of stored answers; otherwise the variable `AQUATINT_STORE`, or `.aquatint` beside the file.
    public var store: String?
    /// Assets that are meant, by name or pattern; all if empty.
    public var only: [String] = []
    /// Assets that are left out, by name or pattern.
    public var skip: [String] = []
    /// Assets whose answers are asked for again, by name or pattern; each is a paid call.
    public var refresh: [String] = []
    /// Where keys, proxies and the store are looked for; nothing else of the process is.
    public var variables: [String: String]
    /// Absolute; what relative paths of options are relative to.
    public var currentFolder: String
    /// Processor cores to use, at least 1.
    public var cores: Int

    /// Makes the options that a command without options has in the present process.
    public init() {
      let process = HostProcess.current
      variables = process.variables
      currentFolder = process.folder
      cores = process.cores
    }
  }

  /// Reads a pipeline file.
  /// - Parameter path: absolute, or relative to the current folder of the options.
  /// - Throws: ``PipelineError/rejected(_:)`` with everything that is wrong with it; ``PipelineError/storage(_:)`` if it cannot be read.
  public init(file path: String, options: Options = Options()) throws(PipelineError) {
    let bytes: [UInt8]
    do throws(StorageError) {
      bytes = try FileBytes.read(FilePath(options.currentFolder).resolving(path).string, limit: Self.sizeLimit)
    } catch {
      throw .storage(error.description)
    }
    try self.init(bytes, name: path, options)
  }

  /// Reads a pipeline from text that lies in no file.
  /// - Parameters:
  ///   - path: what the file would be called: relative paths in the text are relative to its folder, and the lock file is beside it.
  /// - Throws: ``PipelineError/rejected(_:)`` with everything that is wrong with it.
  public init(text: String, asFile path: String, options: Options = Options()) throws(PipelineError) {
    try self.init(Array(text.utf8), name: path, options)
  }

  /// Bytes of a pipeline file.
  private static let sizeLimit = 64 << 20

  private init(_ bytes: [UInt8], name: String, _ options: Options) throws(PipelineError) {
    let planning = PlanningSession(options)
    let reading: PlanningSession.Reading
    do throws(StorageError) {
      reading = try planning.read(bytes, name: name)
    } catch {
      throw .storage(error.description)
    }
    let problems = reading.diagnostics.map { Problem($0, in: name) }
    guard let loaded = reading.usable else { throw .rejected(problems) }
    self.planning = planning
    self.loaded = loaded
    self.problems = problems
  }

  /// From the file, or its stem.
  public var name: String { loaded.pipeline.name }
  /// Absolute.
  public var outputFolder: String { loaded.pipeline.output.string }
  /// Absolute.
  public var storeFolder: String { loaded.pipeline.store.string }
  /// The names of all assets, as the sources were when the file was read.
  public var assetNames: [String] { (loaded.expansion?.names ?? []).sorted() }

  /// Plans what a run would do, and what that costs. Sends nothing, and writes nothing but the empty store where there is none.
  /// - Throws: ``PipelineError``.
  public func plan() async throws(PipelineError) -> Plan {
    do {
      let store = try await Store.open(loaded.pipeline.store.string)
      let outcome = try await planning.plan(loaded, store: store, isFirst: false)
      try store.ledger.close()
      guard let plan = outcome.plan else { throw PipelineError.rejected(outcome.diagnostics.map { Problem($0, in: loaded.source.name) }) }
      return Plan(plan, warnings: outcome.diagnostics.map { Problem($0, in: loaded.source.name) })
    } catch {
      throw PipelineError(error)
    }
  }

  /// Reads the manifest of the output folder.
  /// - Returns: the manifest, or `nil` if nothing was made yet.
  /// - Throws: ``PipelineError/storage(_:)``, ``PipelineError/foreignManifest``, ``PipelineError/newerManifest(version:)``.
  public func manifest() throws(PipelineError) -> Manifest? {
    do {
      let path = loaded.pipeline.output.appending(PipelineModel.Manifest.fileName).string
      guard try FileStamp.of(path) != nil else { return nil }
      return Manifest(try PipelineModel.Manifest.read(try FileBytes.read(path, limit: 1 << 30)))
    } catch {
      throw PipelineError(error)
    }
  }
}

extension PlanningSession {
  fileprivate init(_ options: Pipeline.Options) {
    var planned = PipelineOptions()
    planned.gateways = options.gateways
    planned.model = options.model
    planned.values = options.values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    planned.output = options.output
    planned.selection.only = options.only.map(GlobText.init)
    planned.selection.skip = options.skip.map(GlobText.init)
    planned.refresh = options.refresh.map(GlobText.init)
    let environment = ProcessEnvironment(
      variables: options.variables, currentFolder: FilePath(options.currentFolder), cores: max(1, options.cores))
    planned.store = options.store ?? environment.variable("AQUATINT_STORE")
    self.init(
      components: Components(
        codecs: CodecRegistry(BuiltIns.codecs), stages: StageRegistry(BuiltIns.stages),
        collectors: CollectorRegistry(BuiltIns.collectors), dialects: BuiltIns.dialects.map(\.facts), gateways: BuiltIns.gateways,
        models: BuiltIns.models, textModels: BuiltIns.textModels),
      options: planned, environment: environment)
  }
}
