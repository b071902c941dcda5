package import Diagnostics
package import GatewayAPI
package import PipelineModel
import PipelineSpec
import Planning
import SystemPackage

/// A gateway whose key is not set or cannot be sent, and how to set it.
package struct MissingKey: Error, Hashable, Sendable, CustomStringConvertible {
  package let gateway: String
  /// Shows nothing of any key.
  package let description: String

  /// The warning of a plan or a run that does not need the key.
  package var warning: Diagnostic {
    isUnusable
      ? Diagnostic("unusable-key", description, severity: .warning) : Diagnostic("key-not-set", description, severity: .warning)
  }
  /// Indicates whether there is a key that cannot be sent.
  private let isUnusable: Bool
}

/// The keys of a pipeline's gateways.
package struct GatewayKeys: Sendable {
  /// By profile name; those of commands only once they were run.
  package private(set) var keys: [String: APIKey] = [:]
  /// In the order of the gateways; the emulator needs none.
  package private(set) var missing: [MissingKey] = []
  /// Keys that would be sent without the user's consent, and are therefore not among ``keys``.
  package let refused: [KeyConsent.Refusal]
  private let gateways: [GatewayProfile]

  /// Reads environment and key files. Commands are left for ``runCommands()``.
  package init(for pipeline: Pipeline, in planning: PlanningSession) {
    let environment = planning.environment
    gateways = pipeline.gateways
    refused = planning.refusedKeys(of: pipeline)
    let withheld = Set(refused.map(\.gateway))
    for gateway in gateways where gateway.authentication != .none && !withheld.contains(gateway.name) {
      if let key = environment.key(from: gateway.keySource) {
        keys[gateway.name] = key
      } else if gateway.keySource.isCommand {
        continue
      } else if gateway.billingDomain == .real {
        missing.append(MissingKey(gateway, in: environment))
      }
    }
  }

  /// Runs the commands of the user's own configuration for their keys. People may have to answer them, so it is done only when a call is to
  /// be made.
  package mutating func runCommands() throws(KeyCommandFailure) {
    for gateway in gateways where keys[gateway.name] == nil {
      if case .command(let command) = gateway.keySource { keys[gateway.name] = try KeyCommandRunner.key(from: command, of: gateway.name) }
    }
  }
}

extension MissingKey {
  fileprivate init(_ gateway: GatewayProfile, in environment: ProcessEnvironment) {
    self.gateway = gateway.name
    let unusable = gateway.keySource.file == nil ? environment.unusableKey(from: gateway.keySource) : nil
    isUnusable = unusable != nil
    if let (variable, problem) = unusable {
      description = "the key of the gateway '\(gateway.name)' is set in \(variable), but cannot be sent: it \(problem)"
      return
    }
    if let path = gateway.keySource.file {
      description = "the key of the gateway '\(gateway.name)' is missing: \(environment.keyFileProblem(path))"
      return
    }
    let variables = gateway.keySource.variables
    description =
      variables.isEmpty
      ? "the gateway '\(gateway.name)' has no key; give it one with 'key: ${env.NAME}' under 'gateways:'"
      : "the key of the gateway '\(gateway.name)' is not set; set \(variables.joined(separator: " or "))"
  }
}

extension PlanningSession {
  /// Returns the keys that the pipeline's gateways would send without the user's consent.
  package func refusedKeys(of pipeline: Pipeline) -> [KeyConsent.Refusal] {
    let consent = KeyConsent(
      known: components.gateways, allowed: components.allowedKeys.union(options.allowedKeys), realPath: RealPath.of)
    return pipeline.gateways.compactMap { gateway in
      consent.refusal(for: gateway, pipelineIn: pipeline.folder.string) { environment.absolutePath(ofKeyFile: $0) }
    }
  }

  /// Returns the warnings about them, at the gateways in the file.
  package func refusedKeyWarnings(of pipeline: Pipeline) -> [Diagnostic] {
    refusedKeys(of: pipeline).map { refusal in
      let entry = pipeline.document.gateways.first { $0.name.text == refusal.gateway }
      return Diagnostic("key-not-allowed", refusal.message, severity: .warning, at: entry?.name.position)
    }
  }
}
