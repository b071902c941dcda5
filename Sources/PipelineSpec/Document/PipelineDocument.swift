package import Diagnostics

/// A pipeline file, read and checked as far as the file alone allows. Everything in it knows its place.
package struct PipelineDocument: Hashable, Sendable {
  /// A name that templates may use, with the text that stands for it unless `--set` gives another.
  package struct Value: Hashable, Sendable {
    package let name: Node.Scalar
    package let value: Node.Scalar
  }

  /// One link of the chain, as written.
  package struct StageEntry: Hashable, Sendable {
    package let name: Node.Scalar
    /// Nil where only the name stands, as in `- verify`.
    package let settings: NodeTemplate?
  }

  /// A profile of the user's own; what it means is up to whoever knows gateways. Only `env.NAME` stands in its templates.
  package struct GatewayEntry: Hashable, Sendable {
    package let name: Node.Scalar
    package let settings: NodeTemplate
  }

  /// A model card of the user's own, or what it changes of a known one.
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

  /// Nil: the file's stem.
  package let name: Node.Scalar?
  /// In the order of preference; empty where the file is silent.
  package let gateway: [Node.Scalar]
  package let model: Node.Scalar?
  /// Nil where the file has no `sources`; then templates cannot name `source`.
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
  /// An amount of USD; nil where the file is silent.
  package let budget: Node.Scalar?
  /// What a picture may cost, as written; what it means is up to whoever reads pictures.
  package let limits: Node?
  /// What renditions say of where they come from; nil where the file is silent.
  package let provenance: Node.Scalar?
  /// Of the top-level mapping.
  package let position: SourcePosition

  /// What `${…}` may name in the stages of this file.
  package var templateNames: [String] { Self.templateNames(sources: sources != nil, matrix: matrix, values: values) + ["asset"] }

  /// What `files` may name beside what stages may.
  static let fileNames = ["rendition", "ext", "hash", "variant"]

  static func templateNames(sources: Bool, matrix: Matrix, values: [Value]) -> [String] {
    (sources ? Bindings.sourceNames : []) + matrix.names + values.map(\.name.text)
  }

  /// The values with those that `--set NAME=TEXT` replaces; a name that the file does not have gives a diagnostic without a place.
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
