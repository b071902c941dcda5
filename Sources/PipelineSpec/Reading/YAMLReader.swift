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

/// A document as the YAML library composed it.
struct ComposedDocument {
  let root: Yams.Node
  /// Holds the anchors, to which nodes only have weak references.
  let parser: Parser
  /// The texts of keys that had to be renamed for composing, by place.
  let keyTexts: [SourcePosition: String]
  let diagnostics: [Diagnostic]
}

/// Runs the YAML library over a text.
enum YAMLComposer {
  /// Returns the number of duplicates that are reported one by one; fewer for a large file, since each composes the text again.
  private static func duplicateLimit(for text: String) -> Int { max(1, min(20, (4 << 20) / max(1, text.utf8.count))) }

  /// Composes a text. The library stops at a mapping with a duplicate key and does not report the place of the second one. So the first one
  /// is renamed to a private-use character of the same width, which moves nothing, until the text composes; the caller restores the names
  /// and finds the pairs.
  static func compose(_ text: String, raw: RawText) throws(DiagnosticError) -> ComposedDocument {
    var current = text
    let duplicateLimit = duplicateLimit(for: text)
    var edited = raw
    var keyTexts: [SourcePosition: String] = [:]
    while true {
      let failure: YamlError
      do {
        return try composeOnce(current, keyTexts: keyTexts)
      } catch let error as YamlError {
        failure = error
      } catch let error as DiagnosticError {
        throw error
      } catch {
        throw DiagnosticError([.unreadable("\(error)")])
      }
      guard case .duplicatedKeysInMapping(let keys, let context) = failure else {
        throw DiagnosticError(duplicates(keyTexts) + [SyntaxMistake(failure, raw: raw).diagnostic])
      }
      let place = SourcePosition(line: context.mark.line, column: context.mark.column)
      if raw[place] == "[" || raw[place] == "{" { throw DiagnosticError(duplicates(keyTexts) + [.complexKey(at: place)]) }
      guard keyTexts.count < duplicateLimit, keyTexts[place] == nil, let key = keys.first,
        let renamed = renamed(place, in: &edited, number: keyTexts.count)
      else {
        throw DiagnosticError(duplicates(keyTexts) + [.duplicateKey(keys.first ?? "", at: place)])
      }
      keyTexts[place] = key
      current = renamed
    }
  }

  private static func composeOnce(_ text: String, keyTexts: [SourcePosition: String]) throws -> ComposedDocument {
    // The library keeps a pointer to the text's storage, which only a text longer than 15 bytes has on the heap; so short ones are made longer.
    let padded = text.utf8.count > 15 ? text : text + String(repeating: "\n", count: 16)
    // Without rules every scalar is a text, and telling keys apart needs no regular expressions.
    let parser = try Parser(yaml: padded, resolver: .basic, encoding: .utf8)
    guard let root = try parser.singleRoot() else { throw DiagnosticError([.noContent]) }
    if case .scalar(let scalar) = root, scalar.string.isEmpty, scalar.style == .plain, scalar.tag.rawValue.isEmpty {
      throw DiagnosticError([.noContent])
    }
    return ComposedDocument(root: root, parser: parser, keyTexts: keyTexts, diagnostics: [])
  }

  /// Returns the text with the first character of the key at `place` replaced, or `nil` if that is no character of the key.
  private static func renamed(_ place: SourcePosition, in raw: inout RawText, number: Int) -> String? {
    guard var first = raw[place], let replacement = Unicode.Scalar(0xF0000 + UInt32(number)) else { return nil }
    var target = place
    if first == "\"" || first == "'" {
      target = place.advanced(by: 1)
      guard let next = raw[target] else { return nil }
      first = next
    }
    guard first != "\"", first != "'", first != "&", first != "*", first != "!", first != ":", !first.isBlank else { return nil }
    raw.replace(target, with: replacement)
    return raw.text
  }

  private static func duplicates(_ keyTexts: [SourcePosition: String]) -> [Diagnostic] {
    keyTexts.sorted { $0.key < $1.key }.map { Diagnostic.duplicateKey($0.value, at: $0.key) }
  }
}

extension Diagnostic {
  fileprivate static let noContent = Diagnostic("empty-file", "the file has no content; expected a mapping that begins with 'version: 1'")

  fileprivate static func unreadable(_ reason: String) -> Diagnostic {
    Diagnostic("yaml-syntax", "the file cannot be read as YAML: \(reason)")
  }

  fileprivate static func duplicateKey(_ key: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic("duplicate-key", "the key '\(key)' stands more than once in this mapping", at: position)
  }
}
