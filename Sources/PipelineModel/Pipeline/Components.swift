package import GatewayAPI
package import ImageCore

/// The parts that a program was built with, passed down from the top; nothing looks these up by itself.
package struct Components: Sendable {
  package let codecs: CodecRegistry
  package let stages: StageRegistry
  package let collectors: CollectorRegistry
  /// What profiles may speak; the first is the default.
  package let dialects: [DialectFacts]
  /// Built-in and configured profiles, without the user's own in the pipeline file.
  package let gateways: [GatewayProfile]
  package let models: [ModelCard]
  /// Models that answer in words alone.
  package let textModels: [ModelCard]
  /// The limits unless a pipeline file sets others.
  package let limits: DecodeLimits
  /// Names of variables and absolute paths of files whose keys may go to the addresses that pipeline files name.
  package let allowedKeys: Set<String>

  package init(
    codecs: CodecRegistry, stages: StageRegistry, collectors: CollectorRegistry = CollectorRegistry([]), dialects: [DialectFacts],
    gateways: [GatewayProfile], models: [ModelCard], textModels: [ModelCard] = [],
    limits: DecodeLimits = .standard, allowedKeys: Set<String> = []
  ) {
    self.codecs = codecs
    self.stages = stages
    self.collectors = collectors
    self.dialects = dialects
    self.gateways = gateways
    self.models = models
    self.textModels = textModels
    self.limits = limits
    self.allowedKeys = allowedKeys
  }
}
