import Diagnostics
import GatewayAPI
import ImageCore
package import PipelineModel

/// Validates a chain against the model card and the gateways, offline.
package struct ChainChecker {
  package let pipeline: Pipeline
  package let components: Components
  /// What every gateway of the pipeline takes.
  package let inputRules: InputRules
  /// What was found of a link at its place; most links are those of many assets.
  private var findings: [Place: [Diagnostic]] = [:]

  /// A link, and what of its check's context depends on the links before and after it.
  private struct Place: Hashable {
    let link: ObjectIdentifier
    let asksForRatio: Bool
    let hasInput: Bool
    let knowsInputRatio: Bool
    let followsPaidStage: Bool
    let precedesPaidStage: Bool
    let laterStages: Set<String>
    let beginsWithFile: Bool
    let turnsBefore: Int
  }

  package init(pipeline: Pipeline, components: Components) {
    self.pipeline = pipeline
    self.components = components
    inputRules = InputRules(gateways: pipeline.gateways)
  }

  /// Returns all that is wrong with a chain.
  mutating func check(_ chain: Chain) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    var kind = Artifact.Kind.nothing
    var previous: Chain.Link?
    var asksForRatio = false
    var followsPaidStage = false
    var turnsBefore = 0
    var knowsInputRatio = false
    let lastPaid = chain.lastGenerationIndex
    for (index, link) in chain.links.enumerated() {
      if link.hasValidSettings, !link.stage.accepts.contains(kind) {
        diagnostics.append(mismatch(link, after: previous, giving: kind))
      }
      switch link.input?.input {
      case .file?: knowsInputRatio = true
      // The model's card decides about the other asset's picture.
      case .asset?: knowsInputRatio = pipeline.card != nil
      case .result?, nil: break
      }
      let place = Place(
        link: ObjectIdentifier(link.identity), asksForRatio: asksForRatio, hasInput: kind != .nothing, knowsInputRatio: knowsInputRatio,
        followsPaidStage: followsPaidStage, precedesPaidStage: (lastPaid ?? -1) > index,
        laterStages: Set(chain.links[(index + 1)...].map(\.name)), beginsWithFile: chain.sourcePath != nil, turnsBefore: turnsBefore)
      diagnostics += findings(of: link, at: place)
      if let stage = link.generation {
        asksForRatio = stage.asksForRatio
        followsPaidStage = true
        turnsBefore += 1
        let asked = stage.asked(input: knowsInputRatio ? PixelSize(1, 1) : nil, card: pipeline.card)
        // A ratio that the model does not have is reported separately.
        knowsInputRatio = asked.expected != nil || (pipeline.card != nil && asked.ratio != nil)
        if pipeline.modelID == nil {
          diagnostics.append(
            Diagnostic(.missingModel, "'\(link.name)' needs a 'model' at the top of the file", at: link.position))
        }
        kind = stage.wantsPicture ? .result : .text
      } else {
        kind = link.type.produces
      }
      if let stage = link.describing, link.hasValidSettings { diagnostics += models(of: stage) }
      previous = link
    }
    diagnostics += variantClashes(in: chain)
    diagnostics += outputClashes(in: chain)
    if let last = chain.links.last, lastPaid == nil, !chain.endsWithPreparedInput,
      chain.links.allSatisfy({ $0.stage.outputs.isEmpty })
    {
      diagnostics.append(
        Diagnostic(.nothingWritten, "nothing is written: the chain ends with '\(last.name)' and has no 'thumbnails'", at: last.position))
    }
    return diagnostics
  }

  /// Returns what is wrong with the model that is asked for words, and with asking it at these gateways.
  private func models(of stage: any DescribingStage) -> [Diagnostic] {
    let card = pipeline.model(of: stage).card
    var diagnostics: [Diagnostic] = []
    if card == nil {
      diagnostics.append(
        Diagnostic(
          .unknownModel, "the model '\(stage.modelID)' is not known here; it is sent as it is, and its price is unknown",
          severity: .warning,
          at: stage.modelPosition, suggestion: Suggestion.nearest(to: stage.modelID, among: components.textModels.map(\.id))))
    }
    let obstacles = pipeline.gateways.compactMap { gateway in
      stage.obstacle(at: gateway, card: card).map { "the gateway '\(gateway.name)' \($0)" }
    }
    if obstacles.count == pipeline.gateways.count {
      diagnostics.append(
        Diagnostic(.unsupportedField, "nobody can be asked: \(obstacles.joined(separator: ", and "))", at: stage.modelPosition))
    }
    return diagnostics
  }

  private mutating func findings(of link: Chain.Link, at place: Place) -> [Diagnostic] {
    if let known = findings[place] { return known }
    let context = CheckContext(
      codecs: components.codecs, limits: pipeline.limits, gateways: pipeline.gateways, modelID: pipeline.modelID, card: pipeline.card,
      inputRules: inputRules, asksForRatio: place.asksForRatio, hasInput: place.hasInput, knowsInputRatio: place.knowsInputRatio,
      followsPaidStage: place.followsPaidStage, precedesPaidStage: place.precedesPaidStage,
      laterStages: place.laterStages, beginsWithFile: place.beginsWithFile, turnsBefore: place.turnsBefore, tier: pipeline.tier)
    let found = link.stage.check(in: context)
    findings[place] = found
    return found
  }

  private func mismatch(_ link: Chain.Link, after previous: Chain.Link?, giving kind: Artifact.Kind) -> Diagnostic {
    if let previous, link.stage.accepts == [.nothing] {
      return Diagnostic(
        .stageOrder, "'\(link.name)' of a file or an asset begins a chain, so it cannot follow '\(previous.name)'", at: link.position,
        notes: kind == .result ? [Diagnostic.Note("the picture that came back is '- \(link.name): result'")] : [])
    }
    let wanted = link.stage.accepts.sorted { $0.rawValue < $1.rawValue }.map(\.displayName).joined(separator: " or ")
    guard let previous else {
      return Diagnostic(.stageOrder, "'\(link.name)' cannot begin a chain: it needs \(wanted)", at: link.position)
    }
    var notes: [Diagnostic.Note] = []
    if kind == .result, link.stage.accepts.contains(.raster) {
      notes.append(Diagnostic.Note("put '- decode: result' before it"))
    } else if kind == .raster, link.stage.accepts.contains(.encoded) {
      notes.append(Diagnostic.Note("put '- normalize: {}' before it"))
    }
    return Diagnostic(
      .stageOrder, "'\(link.name)' needs \(wanted), but '\(previous.name)' before it gives \(kind.displayName)", at: link.position,
      notes: notes)
  }

  private func variantClashes(in chain: Chain) -> [Diagnostic] {
    let dividing = chain.links.filter { ($0.generation?.variants ?? 1) > 1 }
    return dividing.dropFirst().map { link in
      Diagnostic(
        .severalVariants, "'variants' may stand in one 'generate' of a chain only", at: link.position,
        notes: [Diagnostic.Note("the first is here", at: dividing[0].position)])
    }
  }

  private func outputClashes(in chain: Chain) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    var taken: [String: OutputDeclaration] = [:]
    let written = chain.lastGenerationIndex == nil ? (chain.endsWithPreparedInput ? [OutputNaming.preparedName] : []) : ["original"]
    let reserved = written.flatMap { name in (1...chain.variants).map { OutputNaming.stem(name, variant: $0) } }
    for declaration in chain.links.flatMap(\.stage.outputs) {
      let stem = OutputNaming.fold(declaration.name)
      if reserved.contains(stem) || (stem.hasPrefix("original-turn") && !reserved.isEmpty) {
        diagnostics.append(
          Diagnostic(.outputClash, "'\(declaration.name)' is the name of a file that is written anyway", at: declaration.position))
        continue
      }
      for variant in 1...chain.variants {
        let path = OutputNaming.fold(
          OutputNaming.fileName(declaration.name, variant: variant, extension: fileExtension(of: declaration)))
        if let other = taken[path] {
          diagnostics.append(
            Diagnostic(
              .outputClash, "'\(declaration.name)' would be written to the same file as '\(other.name)'", at: declaration.position,
              notes: [Diagnostic.Note("the other is here", at: other.position)]))
          break
        }
        taken[path] = declaration
      }
    }
    return diagnostics
  }

  private func fileExtension(of declaration: OutputDeclaration) -> String {
    declaration.format.flatMap { components.codecs.codec(for: $0)?.format.fileExtension } ?? ""
  }
}

extension InputRules {
  /// What each of these gateways takes.
  fileprivate init(gateways: [GatewayProfile]) {
    let taken = gateways.map(\.inputMediaTypes)
    let common = taken.first?.filter { type in taken.allSatisfy { $0.contains(type) } } ?? []
    let base64Bytes = gateways.map(\.maximumImageBytes).min() ?? 0
    // Four base64 characters carry three bytes.
    self.init(mediaTypes: common, pictureBytes: base64Bytes / 4 * 3)
  }
}

extension Diagnostic.ID {
  static let stageOrder: Diagnostic.ID = "stage-order"
  fileprivate static let missingModel: Diagnostic.ID = "missing-model"
  static let nothingWritten: Diagnostic.ID = "nothing-written"
  fileprivate static let severalVariants: Diagnostic.ID = "several-variants"
  fileprivate static let unknownModel: Diagnostic.ID = "unknown-model"
  fileprivate static let unsupportedField: Diagnostic.ID = "unsupported-field"
  fileprivate static let outputClash: Diagnostic.ID = "output-clash"
}
