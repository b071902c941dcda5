package import GatewayAPI
package import ImageCore

/// The facts that are known offline when a stage's settings are checked.
package struct CheckContext: Sendable {
  package let codecs: CodecRegistry
  /// The limits on the cost of a picture in this pipeline.
  package let limits: DecodeLimits
  /// In the order in which they are tried.
  package private(set) var gateways: [GatewayProfile]
  package let modelID: String?
  /// The model card, or `nil` if the model is unknown.
  package let card: ModelCard?
  package let inputRules: InputRules
  /// Indicates whether a paid stage before this one requests a ratio.
  package let asksForRatio: Bool
  /// Indicates whether a picture comes in from the stage before.
  package let hasInput: Bool
  /// Indicates whether the ratio of that picture is known before anything runs.
  package let knowsInputRatio: Bool
  /// Indicates whether a paid stage stands before this one.
  package let followsPaidStage: Bool
  /// Indicates whether a paid stage stands after this one.
  package let precedesPaidStage: Bool
  /// The tier that the command line names instead of the file's, or `nil` where it names none.
  package let tier: ServiceTier?
  /// The names of the stages after this one.
  package let laterStages: Set<String>
  /// Whether the chain begins with a file.
  package let beginsWithFile: Bool
  /// The number of paid stages before this one.
  package let turnsBefore: Int

  /// Returns the same for some of the gateways.
  package func with(gateways: [GatewayProfile]) -> CheckContext {
    var copy = self
    copy.gateways = gateways
    return copy
  }

  package init(
    codecs: CodecRegistry, limits: DecodeLimits, gateways: [GatewayProfile], modelID: String?, card: ModelCard?, inputRules: InputRules,
    asksForRatio: Bool, hasInput: Bool, knowsInputRatio: Bool, followsPaidStage: Bool, precedesPaidStage: Bool,
    laterStages: Set<String> = [], beginsWithFile: Bool = false, turnsBefore: Int = 0, tier: ServiceTier? = nil
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
    self.tier = tier
    self.laterStages = laterStages
    self.beginsWithFile = beginsWithFile
    self.turnsBefore = turnsBefore
  }
}

/// A picture that a stage is going to make, before memory is allocated for it.
package struct PlannedPicture: Hashable, Sendable {
  /// The name of its output.
  package let name: String
  package let size: PixelSize
  /// The format, or `nil` if there is no such format, which is reported separately.
  package let format: ImageFormat?

  package init(name: String, size: PixelSize, format: ImageFormat?) {
    self.name = name
    self.size = size
    self.format = format
  }

  /// Returns the reason why it cannot be made, with the limit by the name under which a person may set it, or `nil` if it can.
  package func problem(within limits: DecodeLimits) -> String? {
    if let format, let longest = format.longestSide, size.longestSide > longest {
      return "'\(name)' would be \(size), and a \(format.id) picture has at most \(longest) pixels on a side"
    }
    guard let error = limits.problem(making: size) else { return nil }
    return
      "'\(name)' would be \(size): \(error.actual) \(error.displayName), more than the \(error.allowed) allowed; '\(error.name)' under 'limits' in the file raises that"
  }
}
