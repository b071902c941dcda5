package import Diagnostics
import PipelineSpec
import Storage

extension LockFile {
  /// Reads a lock file; an invalid entry is an error, because a binding that is overlooked costs money.
  package static func read(_ bytes: [UInt8], name: String, pipeline: String) -> (
    file: LockFile, source: SourceText, diagnostics: [Diagnostic]
  ) {
    if let file = LockFileLines.read(bytes, pipeline: pipeline) { return (file, SourceText(name: name, text: ""), []) }
    let outcome = YAMLReader.read(bytes, name: name)
    guard let node = outcome.node else { return (LockFile(), outcome.source, outcome.diagnostics) }
    var reader = LockFileReader(pipeline: pipeline, diagnostics: outcome.diagnostics)
    let file = reader.read(node)
    return (file, outcome.source, reader.diagnostics)
  }
}

/// Reads a lock file of any form that YAML allows.
private struct LockFileReader {
  let pipeline: String
  var diagnostics: [Diagnostic]

  mutating func read(_ node: Node) -> LockFile {
    let version = node["version"]?.scalar
    if let version, let number = Int(version.text), number > LockFile.latestVersion {
      diagnostics.append(
        Diagnostic(.newerLock, "was written by a later version of aquatint (version \(number)); update aquatint", at: version.position))
      return LockFile()
    }
    guard let version, let number = Int(version.text), number > 0, let assets = node["assets"] else {
      damaged(node.position)
      return LockFile()
    }
    let bindings = bindings(in: assets, of: node)
    let earlier = number >= 2 ? node["earlier"].map { self.bindings(in: $0, of: node) } ?? [] : []
    return LockFile(
      bindings: unique(bindings, by: \.slot).mapValues(\.binding),
      earlierChoices: unique(earlier, by: \.place).mapValues { $0.binding.exchange },
      notes: number >= 3 ? notes(in: node["notes"]) : [:], rejected: number >= 3 ? rejected(in: node["rejected"]) : [])
  }

  /// Returns words for each asset; people write them, too.
  private mutating func notes(in node: Node?) -> [String: String] {
    guard let node, node.scalar?.text.isEmpty != true else { return [:] }
    guard case .mapping(let entries, _) = node else {
      diagnostics.append(Diagnostic(.damagedLock, "'notes' has no words for each asset", at: node.position))
      return [:]
    }
    var notes: [String: String] = [:]
    for entry in entries {
      guard let words = entry.value.scalar else {
        diagnostics.append(Diagnostic(.damagedLock, "this is no note: expected an asset's name and words", at: entry.value.position))
        continue
      }
      notes[entry.key.text] = words.text.isEmpty ? nil : words.text
    }
    return notes
  }

  private mutating func rejected(in node: Node?) -> Set<String> {
    guard let node, node.scalar?.text.isEmpty != true else { return [] }
    guard case .sequence(let items, _) = node else {
      diagnostics.append(Diagnostic(.damagedLock, "'rejected' is no list of assets", at: node.position))
      return []
    }
    return Set(
      items.compactMap { item in
        if item.scalar == nil { diagnostics.append(Diagnostic(.damagedLock, "this is no asset's name", at: item.position)) }
        return item.scalar?.text
      })
  }

  private struct Entry {
    let binding: Binding
    let position: SourcePosition?
    var slot: Slot { binding.slot }
    var place: ChoicePlace { binding.place }
  }

  private mutating func damaged(_ position: SourcePosition?) {
    diagnostics.append(
      Diagnostic(.damagedLock, "this is not a binding: expected {stage, variant, exchange, key}", at: position))
  }

  private mutating func unique<Key>(_ entries: [Entry], by key: (Entry) -> Key) -> [Key: Entry] {
    Dictionary(entries.map { (key($0), $0) }) { first, second in
      damaged(second.position)
      return first
    }
  }

  private mutating func bindings(in node: Node, of file: Node) -> [Entry] {
    guard case .mapping(let assets, _) = node else {
      damaged(file.position)
      return []
    }
    var found: [Entry] = []
    for asset in assets {
      guard case .sequence(let entries, _) = asset.value else {
        damaged(asset.value.position)
        continue
      }
      for entry in entries {
        guard let binding = binding(entry, of: asset.key.text) else {
          damaged(entry.position)
          continue
        }
        found.append(Entry(binding: binding, position: entry.position))
      }
    }
    return found
  }

  private func binding(_ entry: Node, of asset: String) -> Binding? {
    guard let stage = number(entry["stage"]), let variant = number(entry["variant"]), variant > 0,
      let exchange = entry["exchange"]?.scalar.flatMap({ ExchangeID($0.text) }),
      let key = entry["key"]?.scalar.flatMap({ Digest(hex: $0.text) })
    else { return nil }
    return Binding(slot: Slot(pipeline: pipeline, asset: asset, stage: stage, variant: variant), exchange: exchange, key: key)
  }

  private func number(_ node: Node?) -> Int? {
    node?.scalar.flatMap { Int($0.text) }.flatMap { LockFile.placeRange.contains($0) ? $0 : nil }
  }
}

extension Diagnostic.ID {
  static let damagedLock: Diagnostic.ID = "damaged-lock"
  package static let newerLock: Diagnostic.ID = "newer-lock"
}
