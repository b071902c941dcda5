package import Diagnostics

/// A pipeline file, read and checked as far as the file alone allows. All of its values carry their positions.
package struct PipelineDocument: Hashable, Sendable {
  /// A name that templates may use, with the text that stands for it unless `--set` gives another.
  package struct Value: Hashable, Sendable {
    package let name: Node.Scalar
    package let value: Node.Scalar
  }

  /// One stage of the chain, as written.
  package struct StageEntry: Hashable, Sendable {
    package let name: Node.Scalar
    /// The settings, or `nil` if only the name stands, as in `- verify`.
    package let settings: NodeTemplate?
  }

  /// A profile of the user's own, uninterpreted. Only `env.NAME` stands in its templates.
  package struct GatewayEntry: Hashable, Sendable {
    package let name: Node.Scalar
    package let settings: NodeTemplate
  }

  /// A model card of the user's own, or its changes to a known one.
  package struct ModelEntry: Hashable, Sendable {
    package let name: Node.Scalar
    package let settings: Node
  }

  /// One entry of `sources`.
  package struct SourcePattern: Hashable, Sendable {
    package let scalar: Node.Scalar
    /// Several only if a brace holds a slash.
    package let alternatives: [FilePattern]
  }

  /// The name, or `nil` for the file's stem.
  package let name: Node.Scalar?
  /// In the order of preference; empty if the file has none.
  package let gateway: [Node.Scalar]
  package let model: Node.Scalar?
  /// The patterns, or `nil` if the file has no `sources`; then templates cannot name `source`.
  package let sources: [SourcePattern]?
  package let matrix: Matrix
  package let values: [Value]
  package let asset: Template?
  package let output: Template
  /// Where renditions go; nil where the file is silent.
  package let files: Template?
  package let keep: Node.Scalar?
  package let originals: Node.Scalar?
  package let stages: [StageEntry]
  /// What is made of all assets together.
  package let deliver: [StageEntry]
  package let gateways: [GatewayEntry]
  package let models: [ModelEntry]
  /// An amount of USD, or `nil` if the file has none.
  package let budget: Node.Scalar?
  /// The limits on the cost of a picture, as written and uninterpreted.
  package let limits: Node?
  /// The provenance that renditions state, or `nil` if the file has none.
  package let provenance: Node.Scalar?
  /// The position of the top-level mapping.
  package let position: SourcePosition

  /// The names that `${…}` may use in the stages of this file.
  package var templateNames: [String] { Self.templateNames(sources: sources != nil, matrix: matrix, values: values) + ["asset"] }

  /// What `files` may name beside what stages may.
  static let fileNames = ["rendition", "ext", "hash", "variant"]

  static func templateNames(sources: Bool, matrix: Matrix, values: [Value]) -> [String] {
    (sources ? Bindings.sourceNames : []) + matrix.names + values.map(\.name.text)
  }

  /// Returns the values with those that `--set NAME=TEXT` replaces; a name that the file does not have yields a diagnostic without a
  /// position.
  package func values(overriding replacements: [(name: String, value: String)]) -> (values: Bindings, diagnostics: [Diagnostic]) {
    var bindings = Bindings(values.map { ($0.name.text, $0.value.text) })
    var diagnostics: [Diagnostic] = []
    for (name, value) in replacements {
      if bindings[name] == nil {
        diagnostics.append(.unknownValue(name, among: values.map(\.name.text), isAxis: matrix.names.contains(name)))
      } else {
        bindings.set(name, to: value)
      }
    }
    return (bindings, diagnostics)
  }
}

extension Diagnostic {
  fileprivate static func unknownValue(_ name: String, among names: [String], isAxis: Bool) -> Diagnostic {
    let reason =
      isAxis ? "it is an axis of the matrix" : names.isEmpty ? "the file has no 'values'" : "the file's 'values' do not have it"
    return Diagnostic(
      "unknown-value", "'--set' cannot replace '\(name)': \(reason)", allowed: names,
      suggestion: Suggestion.nearest(to: name, among: names))
  }
}

extension PipelineDocument {
  package struct Outcome: Sendable {
    /// The document, or `nil` if the file is unreadable or no mapping. If a part is missing or wrong, a stand-in takes its place and an
    /// error is among the diagnostics: good for finding further mistakes, never for running.
    package let document: PipelineDocument?
    package let source: SourceText
    package let diagnostics: [Diagnostic]
  }

  /// Reads a pipeline file and reports all of its mistakes at once.
  /// - Parameters:
  ///   - name: what messages call the file.
  ///   - readFile: reads a file that it names; without one, none can be read.
  package static func parse(bytes: [UInt8], name: String, readFile: @escaping NamedFileReader = noFiles) -> Outcome {
    let read = YAMLReader.read(bytes, name: name)
    guard let node = read.node else { return Outcome(document: nil, source: read.source, diagnostics: read.diagnostics) }
    guard case .mapping(let entries, let position) = node else {
      return Outcome(document: nil, source: read.source, diagnostics: read.diagnostics + [.notMapping(node)])
    }
    var parser = DocumentParser(entries, at: position, readFile: readFile)
    let document = parser.document()
    return Outcome(
      document: document, source: read.source, diagnostics: (read.diagnostics + parser.diagnostics).sortedAndUnique)
  }
}

extension PipelineDocument {
  /// Reads no file.
  package static let noFiles: NamedFileReader = { _ throws(NamedFileProblem) in throw NamedFileProblem("no files are read here") }
}

extension Diagnostic {
  fileprivate static func notMapping(_ node: Node) -> Diagnostic {
    Diagnostic(
      "not-a-mapping", "the file is \(node.kindName); expected a mapping that begins with 'version: 1'", at: node.position)
  }
}
