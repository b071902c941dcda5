package import Diagnostics
import PipelineSpec
package import Storage

/// `<file stem>.lock.yaml`: which answer of a real gateway each asset shows. Meant for version control; written whole, sorted, and by this program only.
package struct LockFile: Sendable {
  package private(set) var bindings: [Slot: Binding]

  /// Bytes; a lock file for 100,000 assets is smaller.
  static let sizeLimit = 64 << 20

  package init(bindings: [Slot: Binding] = [:]) { self.bindings = bindings }

  /// Reads a lock file; what does not make sense in it is an error, because a binding that is overlooked costs money.
  package static func read(_ bytes: [UInt8], name: String, pipeline: String) -> (
    file: LockFile, source: SourceText, diagnostics: [Diagnostic]
  ) {
    if let bindings = LockFileLines.read(bytes, pipeline: pipeline) {
      return (LockFile(bindings: bindings), SourceText(name: name, text: ""), [])
    }
    let outcome = YAMLReader.read(bytes, name: name)
    guard let node = outcome.node else { return (LockFile(), outcome.source, outcome.diagnostics) }
    var diagnostics = outcome.diagnostics
    var bindings: [Slot: Binding] = [:]
    func damaged(_ node: Node) {
      diagnostics.append(
        Diagnostic(.damagedLock, "this is not a binding: expected {stage, variant, exchange, key}", at: node.position))
    }
    guard node["version"]?.scalar?.text == "1", case .mapping(let assets, _)? = node["assets"] else {
      damaged(node)
      return (LockFile(), outcome.source, diagnostics)
    }
    for asset in assets {
      guard case .sequence(let entries, _) = asset.value else {
        damaged(asset.value)
        continue
      }
      for entry in entries {
        guard let stage = entry["stage"]?.scalar.flatMap({ Int($0.text) }),
          let variant = entry["variant"]?.scalar.flatMap({ Int($0.text) }),
          let exchange = entry["exchange"]?.scalar.flatMap({ ExchangeID($0.text) }),
          let key = entry["key"]?.scalar.flatMap({ Digest(hex: $0.text) })
        else {
          damaged(entry)
          continue
        }
        let slot = Slot(pipeline: pipeline, asset: asset.key.text, stage: stage, variant: variant)
        bindings[slot] = Binding(slot: slot, exchange: exchange, key: key)
      }
    }
    return (LockFile(bindings: bindings), outcome.source, diagnostics)
  }

  package mutating func bind(_ binding: Binding) { bindings[binding.slot] = binding }

  /// The file's text: the same bindings give the same bytes.
  package var text: String {
    var lines = [
      "# Which answer each asset shows. Written by aquatint; keep it in version control beside the pipeline file.",
      "version: 1", "assets:",
    ]
    let byAsset = Dictionary(grouping: bindings.values, by: \.slot.asset)
    for asset in byAsset.keys.sorted() {
      lines.append("  \(Self.quoted(asset)):")
      for binding in (byAsset[asset] ?? []).sorted(by: { ($0.slot.stage, $0.slot.variant) < ($1.slot.stage, $1.slot.variant) }) {
        lines.append(
          "    - {stage: \(binding.slot.stage), variant: \(binding.slot.variant), exchange: \"\(binding.exchange)\", key: \"\(binding.key)\"}"
        )
      }
    }
    if byAsset.isEmpty { lines[2] = "assets: {}" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Asset names hold no control characters; what else YAML does not read back as it is written (5.1 and 5.4 of YAML 1.1: line and paragraph
  /// separators, the byte order mark, noncharacters) is written by its number.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}": result += "\\u" + String(scalar.value, radix: 16, uppercase: true)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension Diagnostic.ID {
  fileprivate static let damagedLock: Diagnostic.ID = "damaged-lock"
}
