import ArgumentParser
import GatewayAPI
import GatewayClient
import JSON
import PipelineModel
import Planning
import Runs
import Storage
import SystemPackage

/// `aquatint doctor [FILE]`
struct DoctorCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Looks at the environment: libraries, keys, gateways, store, disk. Spends nothing and sends nothing.",
    discussion: """
      With a pipeline file, at what that file needs. A gateway is connected to and nothing is asked of it. The exit code is 3 if something \
      that is needed is wrong.
      """)

  @Argument(help: "A pipeline file, whose gateways, model and store are looked at.", completion: .file())
  var file: String?

  @OptionGroup var storeOptions: StoreOptions

  @Flag(help: "Connects to no gateway.")
  var offline = false

  @Flag(name: .customLong("release-store"), help: "Frees a store that a machine which is dead had open; be sure that it is.")
  var releasesStore = false

  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let configuration = try UserConfiguration.read(joining: Session.components, format: formatOptions.format, environment: environment)
    let components = configuration.components
    var findings = LibraryCheck(codecs: components.codecs).findings
    var store = storeOptions.path(environment)
    var gateways = components.gateways
    var model: String?
    if let file {
      var options = PipelineOptions()
      options.store = storeOptions.store ?? environment.variable("AQUATINT_STORE")
      let session = Session(configuration, options: options, format: formatOptions.format, environment: environment)
      let pipeline = try session.load(file).pipeline
      (store, gateways, model) = (pipeline.store.string, pipeline.gateways, pipeline.modelID)
    }
    findings += try UserConfiguration.finding(in: environment)
    findings += await GatewayCheck(
      gateways: gateways, areNeeded: file != nil, connects: !offline, environment: environment
    ).findings()
    if releasesStore { findings.append(try Self.release(store)) }
    findings += await StoreCheck(path: store).findings()
    findings += WatchingCheck.findings()
    findings += RetirementCheck(cards: components.models, model: model, today: environment.today).findings
    switch formatOptions.format {
    case .text: Output.standardOutput.line(findings.flatMap(\.lines).joined(separator: "\n"))
    case .json: Output.standardOutput.line(JSONDocument.findings.value([("findings", .array(findings.map(\.json)))]).line)
    }
    if findings.contains(where: { $0.state == .problem }) { throw ExitStatus.environmentError }
  }
}

extension DoctorCommand {
  /// Frees a store from the runs of dead machines.
  private static func release(_ store: String) throws -> Finding {
    let machines = try mappingStorageErrorsNow { try Store.releaseFromMachines(at: store) }
    guard !machines.isEmpty else { return .fine("machines", "no other machine had the store open") }
    return .fine("machines", "the store is free; it was open on \(Set(machines).sorted().map { "'\($0)'" }.joined(separator: ", "))")
  }
}

extension UserConfiguration {
  /// Returns the finding about the place of the user's own configuration.
  fileprivate static func finding(in environment: ProcessEnvironment) throws -> [Finding] {
    guard let path = path(in: environment) else {
      return [.notice("configuration", "neither XDG_CONFIG_HOME nor HOME is set, so no configuration is read")]
    }
    let isThere = try mappingStorageErrorsNow { try FileStamp.of(path.string) != nil }
    return [.fine("configuration", isThere ? "\(path) is read" : "none; it would be \(path)")]
  }
}

/// One result of `doctor`.
struct Finding {
  enum State: String {
    case fine
    /// Works, but something is worth knowing.
    case notice
    /// The requested work is impossible.
    case problem
  }

  /// The subject of the check, in a word or two; stable.
  let check: String
  let state: State
  let message: String
  /// The remedy, or `nil` if none is needed.
  let fix: String?

  static func fine(_ check: String, _ message: String) -> Finding { Finding(check: check, state: .fine, message: message, fix: nil) }

  static func notice(_ check: String, _ message: String, fix: String? = nil) -> Finding {
    Finding(check: check, state: .notice, message: message, fix: fix)
  }

  static func problem(_ check: String, _ message: String, fix: String) -> Finding {
    Finding(check: check, state: .problem, message: message, fix: fix)
  }

  var lines: [String] {
    let mark =
      switch state {
      case .fine: "ok      "
      case .notice: "note    "
      case .problem: "PROBLEM "
      }
    return ["\(mark)\(check): \(message)"] + (fix.map { ["        fix: \($0)"] } ?? [])
  }

  var json: JSONValue {
    .object([
      ("check", .text(check)), ("state", .text(state.rawValue)), ("message", .text(message)), ("fix", .optional(fix)),
    ])
  }
}
