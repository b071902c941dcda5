import Diagnostics
import ImageCore
import PipelineModel
import PipelineSpec

/// Makes deliveries out of the entries of `deliver`, and finds everything about them that is wrong whatever the pictures are.
struct DeliveryBuilder {
  private let pipeline: Pipeline
  private let components: Components
  /// By the bytes of their names.
  private let assets: [Asset]
  private let byName: [String: Asset]
  private var places: DeliveryPlaces
  private var diagnostics: [Diagnostic] = []

  /// Returns the deliveries, without those that make no sense.
  static func build(
    _ assets: [Asset], of pipeline: Pipeline, components: Components, reporting diagnostics: inout [Diagnostic]
  ) -> [Delivery] {
    guard !pipeline.document.deliver.isEmpty else { return [] }
    var builder = DeliveryBuilder(
      pipeline: pipeline, components: components,
      assets: assets.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    let deliveries = pipeline.document.deliver.enumerated().compactMap { builder.delivery($0.element, index: $0.offset) }
    diagnostics += builder.diagnostics
    return deliveries
  }

  private init(pipeline: Pipeline, components: Components, assets: [Asset]) {
    self.pipeline = pipeline
    self.components = components
    self.assets = assets
    places = DeliveryPlaces(assets, of: pipeline, codecs: components.codecs)
    byName = Dictionary(assets.map { ($0.name, $0) }) { first, _ in first }
  }

  private mutating func delivery(_ entry: PipelineDocument.StageEntry, index: Int) -> Delivery? {
    let names = components.collectors.names
    let near = Suggestion.nearest(to: entry.name.text, among: names)
    if components.collectors[entry.name.text] == nil {
      diagnostics.append(
        Diagnostic(
          .unknownCollector, "unknown collector '\(entry.name.text)'", at: entry.name.position, allowed: names, suggestion: near))
    }
    guard let name = components.collectors[entry.name.text] != nil ? entry.name.text : near, let type = components.collectors[name] else {
      return nil
    }
    let (stage, outcome) = SettingsReader.readCorrectingKeys(settings(entry, type)) { node in
      var reader = SettingsReader(node, subject: name, at: entry.name.position)
      let stage = type.init(settings: &reader)
      return (stage, reader.finish())
    }
    diagnostics += outcome.diagnostics
    guard !outcome.diagnostics.hasErrors else { return nil }
    checkFolder(stage.place)
    let chosen = chosenAssets(stage.place)
    guard let members = members(stage, among: chosen, name: name, at: entry.name.position) else { return nil }
    let planned = members.compactMap { plannedRendition($0) }
    diagnostics += stage.check(planned, in: CollectCheckContext(position: entry.name.position))
    let paths = stage.fileNames(planned).map { "\(stage.place.folder)/\($0)" }
    if let clash = places.clash(adding: paths, of: "'\(name)'") {
      diagnostics.append(Diagnostic(.invalidDelivery, "\(clash); give one of them another place", at: stage.place.folderPosition))
    }
    return Delivery(
      index: index, stage: stage, settings: outcome.settings, name: name, position: entry.name.position, members: members,
      assetTexts: assetTexts(outcome.settings, type, members))
  }

  /// Returns the settings with every template replaced that stands for the same text in all assets; the others stay as they are.
  private mutating func settings(_ entry: PipelineDocument.StageEntry, _ type: any CollectingStage.Type) -> Node? {
    guard let template = entry.settings else { return nil }
    guard case .mapping(let entries, let position) = template.node else { return template.node }
    return .mapping(
      entries.map { entry in
        if type.assetTemplates.contains(entry.key.text) { return entry }
        let template = NodeTemplate(entry.value)
        for name in template.names where pipeline.values[name] == nil {
          diagnostics.append(
            Diagnostic(
              .varyingDelivery, "'${\(name)}' differs between assets, but '\(entry.key.text)' is the same for the whole set",
              at: entry.value.position, allowed: pipeline.values.names))
        }
        return Node.Entry(key: entry.key, value: template.expand(pipeline.values))
      }, position)
  }

  private mutating func checkFolder(_ place: DeliveryPlace) {
    let parts = place.folder.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if let problem = parts.lazy.compactMap({ OutputNaming.problem(with: $0) }).first {
      diagnostics.append(
        Diagnostic(.invalidDelivery, "'\(place.folder)' is no folder below the output: a part of it \(problem)", at: place.folderPosition))
      return
    }
    if let asset = assets.first(where: { OutputNaming.fold($0.name) == OutputNaming.fold(parts[0]) }), parts.count == 1 {
      diagnostics.append(
        Diagnostic(.invalidDelivery, "'\(place.folder)' is the folder of the asset '\(asset.name)'", at: place.folderPosition))
    }
  }

  private mutating func chosenAssets(_ place: DeliveryPlace) -> [Asset] {
    guard let only = place.only else { return assets }
    let selection = NameSelection([only], among: Set(assets.map(\.name)))
    if let unmatched = selection.unmatched.first {
      diagnostics.append(
        Diagnostic(
          .unmatchedDelivery, unmatched.problem?.message ?? "'\(unmatched.text)' matches no asset", at: place.onlyPosition,
          suggestion: Suggestion.nearest(to: unmatched.text, among: assets.prefix(1_000).map(\.name))))
    }
    return assets.filter { selection.contains($0.name) }
  }

  /// Returns the renditions that belong to a delivery, or `nil` where what it names is not there.
  private mutating func members(
    _ stage: any CollectingStage, among chosen: [Asset], name: String, at position: SourcePosition
  ) -> [Delivery.Member]? {
    var found: [(asset: Asset, order: Int, input: CollectorInput)] = []
    var isWhole = true
    for (order, input) in stage.inputs.enumerated() {
      let wanted: [Asset]
      switch input.assets {
      case .all: wanted = chosen
      case .one(let asset?):
        // A named one may be any, also one that `only` leaves out.
        wanted = byName[asset].map { [$0] } ?? []
        if wanted.isEmpty, !assets.isEmpty {
          isWhole = false
          diagnostics.append(
            Diagnostic(
              .unmatchedDelivery, "there is no asset '\(asset)'", at: input.assetPosition,
              suggestion: Suggestion.nearest(to: asset, among: assets.prefix(1_000).map(\.name))))
        }
      case .one(nil):
        wanted = chosen
        if chosen.count > 1 {
          isWhole = false
          diagnostics.append(
            Diagnostic(
              .unmatchedDelivery, "'\(name)' is made of one asset, and there are \(chosen.count); name it with '\(input.role)'",
              at: position))
        }
      }
      guard !wanted.isEmpty, isWhole else { continue }
      let having = wanted.filter { $0.declares(input.rendition) }
      if having.isEmpty {
        isWhole = false
        let known = wanted[0].chain.links.flatMap { $0.stage.outputs.map(\.name) }
        diagnostics.append(
          Diagnostic(
            .unknownRendition, "there is no rendition '\(input.rendition)'", at: input.renditionPosition ?? position, allowed: known,
            suggestion: Suggestion.nearest(to: input.rendition, among: known)))
      }
      found += having.map { ($0, order, input) }
    }
    guard isWhole else { return nil }
    return found.sorted { one, other in
      one.asset.name == other.asset.name
        ? one.order < other.order : one.asset.name.utf8.lexicographicallyPrecedes(other.asset.name.utf8)
    }.map { Delivery.Member(role: $0.input.role, asset: $0.asset.name, rendition: $0.input.rendition, bindings: $0.asset.bindings) }
  }

  private func plannedRendition(_ member: Delivery.Member) -> PlannedRendition? {
    guard let asset = byName[member.asset] else { return nil }
    for link in asset.chain.links {
      guard let output = link.stage.outputs.first(where: { $0.name == member.rendition }),
        let format = output.format.flatMap({ components.codecs.codec(for: $0)?.format })
      else { continue }
      return PlannedRendition(
        role: member.role, asset: member.asset, rendition: member.rendition, format: format,
        size: expectedSize(of: output, link, in: asset), bindings: member.bindings)
    }
    return nil
  }

  /// Returns the size that a rendition will have, or `nil` where that depends on a picture that nobody has seen.
  private func expectedSize(of output: OutputDeclaration, _ link: Chain.Link, in asset: Asset) -> PixelSize? {
    guard !output.isTrimmed, let index = asset.chain.lastGenerationIndex, let stage = asset.chain.links[index].generation,
      let size = stage.asked(input: nil, card: pipeline.card).expected
    else { return output.canvas }
    return link.stage.pictures(of: size, codecs: components.codecs).first { $0.name == output.name }?.size
  }

  private func assetTexts(
    _ settings: ResolvedSettings, _ type: any CollectingStage.Type, _ members: [Delivery.Member]
  ) -> [String: [String]] {
    let templates = settings.settings.filter { type.assetTemplates.contains($0.key) && $0.given != nil }.map { setting in
      Template(Node.Scalar(setting.value, at: SourcePosition(line: 1, column: 1)))
    }
    guard !templates.isEmpty else { return [:] }
    return Dictionary(
      members.map { member in (member.asset, templates.map { $0.expand(member.bindings).text }) }
    ) { first, _ in first }
  }
}

extension Asset {
  fileprivate func declares(_ rendition: String) -> Bool {
    chain.links.contains { $0.stage.outputs.contains { $0.name == rendition } }
  }
}

extension Diagnostic.ID {
  fileprivate static let unknownCollector: Diagnostic.ID = "unknown-collector"
  fileprivate static let varyingDelivery: Diagnostic.ID = "varying-delivery"
  fileprivate static let invalidDelivery: Diagnostic.ID = "invalid-delivery"
  fileprivate static let unmatchedDelivery: Diagnostic.ID = "unmatched-delivery"
  fileprivate static let unknownRendition: Diagnostic.ID = "unknown-rendition"
}
