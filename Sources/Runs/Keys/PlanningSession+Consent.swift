package import Diagnostics
package import GatewayAPI
package import PipelineModel
import PipelineSpec
import Planning
import SystemPackage

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
