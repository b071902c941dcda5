package import Diagnostics
import Yams

/// Reads YAML into a tree in which every value has its position and every scalar is its text, whatever it looks like.
package enum YAMLReader {
  /// Bytes.
  package static let sizeLimit = 1 << 20
  /// Values and keys after aliases were expanded.
  static let nodeLimit = 100_000
  static let depthLimit = 64
  /// Bytes of all values after aliases were expanded.
  static let textLimit = 4 << 20

  package struct Outcome: Sendable {
    /// The top level, or `nil` if the file cannot be read, which exactly one diagnostic explains.
    package let node: Diagnostics.Node?
    /// The text without its byte order mark, which all positions refer to.
    package let source: SourceText
    package let diagnostics: [Diagnostic]
  }

  /// Reads one YAML document. `name` is the file's name in messages.
  package static func read(_ bytes: [UInt8], name: String) -> Outcome {
    let text: String
    do {
      text = try TextDecoder.decode(bytes)
    } catch {
      // Nothing of a file that is too large is shown.
      let content = bytes.count > sizeLimit ? [] : bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
      let shown = String(decoding: content, as: UTF8.self)
      return Outcome(node: nil, source: SourceText(name: name, text: shown), diagnostics: error.diagnostics)
    }
    let source = SourceText(name: name, text: text)
    do {
      let raw = RawText(text)
      try AliasGuard.check(raw)
      let composed = try YAMLComposer.compose(text, raw: raw)
      var builder = NodeBuilder(raw: raw, keyTexts: composed.keyTexts)
      let node = try builder.build(composed)
      return Outcome(node: node, source: source, diagnostics: composed.diagnostics + builder.diagnostics)
    } catch {
      return Outcome(node: nil, source: source, diagnostics: error.diagnostics)
    }
  }
}
