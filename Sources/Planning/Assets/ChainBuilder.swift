import Diagnostics
package import PipelineModel
package import PipelineSpec

/// Builds chains out of a file's stages; parts that several assets share are read once.
package struct ChainBuilder {
  private struct Memo {
    let link: Chain.Link?
  }

  /// What tells a stage's settings in one asset from those in another: the texts of the names that they use.
  private struct Variation: Hashable {
    let values: [String?]
    let rowNote: String
    let ownNote: String
  }

  private let document: PipelineDocument
  private let stages: StageRegistry
  /// The names that each stage's settings use.
  private let names: [[String]]
  private var memo: [[Variation: Memo]]
  /// The stage whose words a row's note is appended to, or `nil` where there is none, or where it names the note itself.
  private let notedStage: Int?
  private let notedSetting: String
  /// The last generation, whose words an asset's own note is appended to, or `nil` where there is none.
  private let lastNoted: (index: Int, setting: String)?
  private(set) var diagnostics: [Diagnostic] = []

  package init(document: PipelineDocument, stages: StageRegistry) {
    self.document = document
    self.stages = stages
    names = document.stages.map { $0.settings?.names ?? [] }
    memo = document.stages.map { _ in [:] }
    let generations = document.stages.indices.compactMap { index in
      (stages[document.stages[index].name.text] as? any GenerationStage.Type).map { (index: index, type: $0) }
    }
    let generation = generations.first
    lastNoted = generations.last.map { ($0.index, $0.type.notedSetting) }
    let takesNotes =
      document.matrix.hasNotes && generation.map { document.stages[$0.index].settings?.names.contains(RowTable.noteName) } != true
    notedStage = takesNotes ? generation?.index : nil
    notedSetting = generation?.type.notedSetting ?? ""
    let unknown = document.stages.filter { stages[$0.name.text] == nil }
    for entry in unknown {
      diagnostics.append(
        Diagnostic(
          .unknownStage, "unknown stage '\(entry.name.text)'", at: entry.name.position, allowed: stages.names,
          suggestion: Suggestion.nearest(to: entry.name.text, among: stages.names)))
    }
  }

  /// Returns the chain with its templates replaced. An unknown stage was reported; it counts as the one that was meant, or is left out.
  /// - Parameter note: appended to the words of the last generation, or `nil` if there is nothing to be said to it.
  package mutating func chain(for bindings: Bindings, note: String? = nil) -> Chain {
    var links: [Chain.Link] = []
    for index in document.stages.indices {
      let variation = Variation(
        values: names[index].map { bindings[$0] }, rowNote: index == notedStage ? bindings[RowTable.noteName] ?? "" : "",
        ownNote: index == lastNoted?.index ? note ?? "" : "")
      if let known = memo[index][variation] {
        if let link = known.link { links.append(link) }
        continue
      }
      var settings = document.stages[index].settings?.expand(bindings)
      settings = settings.map { noted($0, variation.rowNote, notedSetting) }
      if let lastNoted { settings = settings.map { noted($0, variation.ownNote, lastNoted.setting) } }
      let link = read(document.stages[index], settings: settings)
      memo[index][variation] = Memo(link: link)
      if let link { links.append(link) }
    }
    return Chain(links: Self.beginning(links))
  }

  /// Returns settings with a note behind the words that are asked with.
  private func noted(_ settings: Node, _ note: String, _ setting: String) -> Node {
    guard !note.isEmpty, case .mapping(let entries, let position) = settings else { return settings }
    return .mapping(
      entries.map { entry in
        guard entry.key.text == setting, let words = entry.value.scalar else { return entry }
        let separator = words.text.last.map { $0.isNewline } ?? true ? "" : "\n"
        return Node.Entry(key: entry.key, value: .scalar(words.replacing(words.text + separator + note)))
      }, position)
  }

  /// A chain that starts from another asset's original, but names none, is the one that the others start from: it begins with its first paid
  /// stage, from words alone. Without a paid stage the missing name is a mistake, which is found where dependencies are sorted.
  private static func beginning(_ links: [Chain.Link]) -> [Chain.Link] {
    guard case .asset("", _)? = links.first?.input?.input, let first = links.firstIndex(where: { $0.generation != nil }) else {
      return links
    }
    return Array(links[first...])
  }

  private mutating func read(_ entry: PipelineDocument.StageEntry, settings node: Node?) -> Chain.Link? {
    let name = stages[entry.name.text] != nil ? entry.name.text : Suggestion.nearest(to: entry.name.text, among: stages.names)
    guard let name, let type = stages[name] else { return nil }
    let (stage, outcome) = SettingsReader.readCorrectingKeys(node) { node in
      var reader = SettingsReader(node, subject: name, at: entry.name.position)
      let stage = type.init(settings: &reader)
      return (stage, reader.finish())
    }
    diagnostics += outcome.diagnostics
    return Chain.Link(
      stage: stage, settings: outcome.settings, name: name, position: entry.name.position,
      hasValidSettings: !outcome.diagnostics.hasErrors)
  }
}

extension Diagnostic.ID {
  static let unknownStage: Diagnostic.ID = "unknown-stage"
}
