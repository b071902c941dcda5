package import Diagnostics
import PipelineSpec
package import Storage

/// `<file stem>.lock.yaml`: the answer of a real gateway that each asset uses, those that it used for earlier requests by choice, and what was
/// said about assets when they were looked through. Meant for version control; written whole and sorted.
package struct LockFile: Sendable {
  package private(set) var bindings: [Slot: Binding]
  /// The choices for requests that the slots no longer have; used again when they do.
  package private(set) var earlierChoices: [ChoicePlace: ExchangeID]
  /// What is added to the prompt, by asset; confirmed, and part of every plan.
  package private(set) var notes: [String: String]
  /// Assets that no delivery takes.
  package private(set) var rejected: Set<String>

  /// Bytes; a lock file for 100,000 assets is smaller.
  package static let sizeLimit = 64 << 20
  /// Beyond any chain and any number of variants.
  static let placeRange = 0...1_000_000

  package init(
    bindings: [Slot: Binding] = [:], earlierChoices: [ChoicePlace: ExchangeID] = [:], notes: [String: String] = [:],
    rejected: Set<String> = []
  ) {
    self.bindings = bindings
    self.earlierChoices = earlierChoices
    self.notes = notes
    self.rejected = rejected
  }

  /// Returns the bytes that an asset's entries take at most.
  package static func maximumBytes(ofAsset name: String, entries: Int) -> Int {
    let place = String(placeRange.upperBound)
    let id = String(repeating: "0", count: 16)
    let key = String(repeating: "0", count: 64)
    return "  \(quoted(name)):\n".utf8.count
      + entries * "    - {stage: \(place), variant: \(place), exchange: \"\(id)\", key: \"\(key)\"}\n".utf8.count
  }

  /// Binds a slot. Its binding for another request is remembered if `isKept` returns `true` for it.
  package mutating func bind(_ binding: Binding, keepingReplaced isKept: (Binding) -> Bool = { _ in true }) {
    if let former = bindings.updateValue(binding, forKey: binding.slot), former.key != binding.key, isKept(former) {
      earlierChoices[former.place] = former.exchange
    }
    earlierChoices[binding.place] = nil
  }

  /// Forgets the choice for one request of a slot.
  package mutating func release(_ place: ChoicePlace) {
    if bindings[place.slot]?.key == place.key { bindings[place.slot] = nil }
    earlierChoices[place] = nil
  }

  /// Adds words to an asset's prompt, or removes them if there are none.
  package mutating func note(_ words: String, for asset: String) { notes[asset] = words.isEmpty ? nil : words }

  /// Rejects an asset, or takes that back.
  package mutating func reject(_ asset: String, _ isRejected: Bool) {
    if isRejected { rejected.insert(asset) } else { rejected.remove(asset) }
  }

  /// The lowest version of the file that says all of it, so that earlier versions of the program refuse only what they would overlook.
  private var version: Int { !notes.isEmpty || !rejected.isEmpty ? 3 : earlierChoices.isEmpty ? 1 : 2 }
  static let latestVersion = 3

  /// The file's text: the same contents give the same bytes. Without earlier choices, notes and rejections every version can read it.
  package var text: String {
    var lines = [
      "# Which answer each asset shows. Written by aquatint; keep it in version control beside the pipeline file.",
      "version: \(version)",
    ]
    Self.add("assets", Array(bindings.values), to: &lines)
    if !earlierChoices.isEmpty {
      Self.add("earlier", earlierChoices.map { Binding(slot: $0.slot, exchange: $1, key: $0.key) }, to: &lines)
    }
    if !notes.isEmpty {
      lines.append("notes:")
      lines += notes.sorted { $0.key < $1.key }.map { "  \(Self.quoted($0.key)): \(Self.quoted($0.value))" }
    }
    if !rejected.isEmpty {
      lines.append("rejected:")
      lines += rejected.sorted().map { "  - \(Self.quoted($0))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func add(_ name: String, _ bindings: [Binding], to lines: inout [String]) {
    lines.append(bindings.isEmpty ? "\(name): {}" : "\(name):")
    let byAsset = Dictionary(grouping: bindings, by: \.slot.asset)
    for asset in byAsset.keys.sorted() {
      lines.append("  \(quoted(asset)):")
      let sorted = (byAsset[asset] ?? []).sorted {
        ($0.slot.stage, $0.slot.variant, $0.key) < ($1.slot.stage, $1.slot.variant, $1.key)
      }
      for binding in sorted {
        lines.append(
          "    - {stage: \(binding.slot.stage), variant: \(binding.slot.variant), exchange: \"\(binding.exchange)\", key: \"\(binding.key)\"}"
        )
      }
    }
  }

  /// Returns a text in quotes. Asset names of this program hold no control characters, those of a file from elsewhere may. Characters that
  /// YAML does not read back as written (5.1 and 5.4 of YAML 1.1: line and paragraph separators, the byte order mark, noncharacters) are
  /// written by their numbers.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

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
