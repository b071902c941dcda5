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
  package static func mostBytes(ofAsset name: String, entries: Int) -> Int {
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
