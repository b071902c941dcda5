import Diagnostics
import GatewayAPI
import PipelineModel
import PipelineSpec
import Planning
import Runs
import Storage
import SystemPackage

/// The user's own `aquatint/config.yaml`: gateways and models for every pipeline, what holds where neither file nor command line says
/// otherwise, and the only place where a key may come from a command.
struct UserConfiguration: Sendable {
  /// What is built in, with what the configuration adds.
  let components: Components
  let defaults: Defaults

  /// What holds where neither the pipeline file nor the command line says otherwise.
  struct Defaults: Sendable {
    var gateways: [String] = []
    /// 1 to 256.
    var jobs: Int?
    /// Of one run.
    var budget: Amount?
  }

  private static let limit = 1 << 20

  /// Returns its path by the XDG base directory specification: a folder that is not absolute is ignored.
  static func path(in environment: ProcessEnvironment) -> FilePath? {
    if let folder = environment.variable("XDG_CONFIG_HOME"), FilePath(folder).isAbsolute {
      return FilePath(folder).appending("aquatint/config.yaml")
    }
    return environment.variable("HOME").map { FilePath($0).appending(".config/aquatint/config.yaml") }
  }

  /// Returns the components with those of the configuration; if that has mistakes, prints all of them and ends the command.
  static func components(joining known: Components, format: OutputFormat, environment: ProcessEnvironment) throws -> Components {
    try read(joining: known, format: format, environment: environment).components
  }

  /// Reads the configuration; if it has mistakes, says all of them and ends the command.
  /// - Parameter format: that of messages, or `nil` for none.
  static func read(joining known: Components, format: OutputFormat?, environment: ProcessEnvironment) throws -> UserConfiguration {
    guard let path = path(in: environment), let bytes = try read(path.string), !isBlank(bytes) else {
      return UserConfiguration(components: known, defaults: Defaults())
    }
    let outcome = ConfigurationDocument.parse(bytes: bytes, name: path.string)
    var diagnostics = outcome.diagnostics
    let origin = EntryOrigin.configuration(path.string, in: path.removingLastComponent().string, today: environment.today)
    let document = outcome.document
    let gateways = UserEntries.gateways(
      document?.gateways ?? [], joining: known.gateways, dialects: known.dialects, origin: origin, into: &diagnostics)
    let models = UserEntries.models(document?.models ?? [], joining: known.models, origin: origin, into: &diagnostics)
    let defaults = document.map { Self.defaults($0, among: gateways, into: &diagnostics) } ?? Defaults()
    if let format {
      DiagnosticPrinter(source: outcome.source, format: format, environment: environment).print(diagnostics.sortedAndUnique)
    }
    guard document != nil, !diagnostics.hasErrors else { throw ExitStatus.wrongInput }
    return UserConfiguration(
      components: Components(
        codecs: known.codecs, stages: known.stages, collectors: known.collectors, dialects: known.dialects, gateways: gateways,
        models: models, textModels: known.textModels, limits: known.limits,
        allowedKeys: known.allowedKeys.union(document.map { allowedKeys($0, environment) } ?? [])),
      defaults: defaults)
  }

  private static func defaults(
    _ document: ConfigurationDocument, among gateways: [GatewayProfile], into diagnostics: inout [Diagnostic]
  ) -> Defaults {
    var defaults = Defaults()
    let names = gateways.map(\.name)
    for scalar in document.gateway {
      if names.contains(scalar.text) {
        defaults.gateways.append(scalar.text)
      } else {
        diagnostics.append(
          Diagnostic(
            "unknown-gateway", "unknown gateway '\(scalar.text)'", at: scalar.position, allowed: names,
            suggestion: Suggestion.nearest(to: scalar.text, among: names)))
      }
    }
    if let jobs = document.jobs {
      defaults.jobs = Int(jobs.text).flatMap { RunOptions.jobsRange.contains($0) ? $0 : nil }
      if defaults.jobs == nil {
        diagnostics.append(
          Diagnostic(.invalidValue, "'\(jobs.text)' is not valid for 'jobs'; expected a number from 1 to 256", at: jobs.position))
      }
    }
    if let budget = document.budget {
      defaults.budget = Amount(budget.text).flatMap { $0 >= .zero ? $0 : nil }
      if defaults.budget == nil {
        diagnostics.append(
          Diagnostic(
            .invalidValue, "'\(budget.text)' is not a valid budget; expected an amount of USD such as 2.50", at: budget.position))
      }
    }
    return defaults
  }

  private static func allowedKeys(_ document: ConfigurationDocument, _ environment: ProcessEnvironment) -> [String] {
    document.allowedKeys.map { scalar in
      guard scalar.text.hasPrefix("~/"), let home = environment.variable("HOME") else { return scalar.text }
      return home + scalar.text.dropFirst()
    }
  }

  /// Returns whether a file has nothing but comments.
  private static func isBlank(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
      let first = line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\t") }
      return first == nil || first == UInt8(ascii: "#")
    }
  }

  /// Reads a file, or returns `nil` if it does not exist.
  private static func read(_ path: String) throws -> [UInt8]? {
    do throws(StorageError) {
      return try FileBytes.read(path, limit: limit)
    } catch {
      if error.kind == .notFound || error.kind == .notAFolder { return nil }
      throw CommandFailure(.wrongInput, "the configuration \(error)")
    }
  }
}
