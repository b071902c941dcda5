package import GatewayAPI
package import ImageCore

/// What can be known offline when a stage's settings are checked.
package struct CheckContext: Sendable {
  package let codecs: CodecRegistry
  /// What a picture may cost in this pipeline.
  package let limits: DecodeLimits
  /// In the order in which they are tried.
  package let gateways: [GatewayProfile]
  package let modelID: String?
  /// Nil where the model is unknown.
  package let card: ModelCard?
  package let inputRules: InputRules
  /// Whether a paid stage before this one asks for a ratio.
  package let asksForRatio: Bool
  /// Whether a picture comes in from the stage before.
  package let hasInput: Bool
  /// Whether the ratio of that picture is known before anything runs.
  package let knowsInputRatio: Bool
  /// Whether a paid stage stands before this one.
  package let followsPaidStage: Bool
  /// Whether a paid stage stands after this one.
  package let precedesPaidStage: Bool
  /// The names of the stages after this one.
  package let laterStages: Set<String>
  /// Whether the chain begins with a file.
  package let beginsWithFile: Bool

  /// The same for some of the gateways.
  package func with(gateways: [GatewayProfile]) -> CheckContext {
    CheckContext(
      codecs: codecs, limits: limits, gateways: gateways, modelID: modelID, card: card, inputRules: inputRules, asksForRatio: asksForRatio,
      hasInput: hasInput, knowsInputRatio: knowsInputRatio, followsPaidStage: followsPaidStage, precedesPaidStage: precedesPaidStage,
      laterStages: laterStages, beginsWithFile: beginsWithFile)
  }

  package init(
    codecs: CodecRegistry, limits: DecodeLimits, gateways: [GatewayProfile], modelID: String?, card: ModelCard?, inputRules: InputRules,
    asksForRatio: Bool, hasInput: Bool, knowsInputRatio: Bool, followsPaidStage: Bool, precedesPaidStage: Bool,
    laterStages: Set<String> = [], beginsWithFile: Bool = false
  ) {
    self.codecs = codecs
    self.limits = limits
    self.gateways = gateways
    self.modelID = modelID
    self.card = card
    self.inputRules = inputRules
    self.asksForRatio = asksForRatio
    self.hasInput = hasInput
    self.knowsInputRatio = knowsInputRatio
    self.followsPaidStage = followsPaidStage
    self.precedesPaidStage = precedesPaidStage
    self.laterStages = laterStages
    self.beginsWithFile = beginsWithFile
  }
}
