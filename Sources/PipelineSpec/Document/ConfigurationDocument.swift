package import Diagnostics

/// A user's own configuration: gateways and models that every pipeline file may name.
package struct ConfigurationDocument: Hashable, Sendable {
  static let allowKeys = "allowKeys"
  static let jobs = "jobs"
  static let keys = [DocumentKey.version, .gateway, .budget, .gateways, .models].map(\.rawValue) + [jobs, allowKeys]

  package struct Outcome: Sendable {
    /// The document, or `nil` if the file is unreadable or no mapping.
    package let document: ConfigurationDocument?
    package let source: SourceText
    package let diagnostics: [Diagnostic]
  }

  /// The gateways that are asked where neither a file nor the command line names any, in order of preference.
  package let gateway: [Node.Scalar]
  /// The budget of a run for which neither its file nor the command line has one.
  package let budget: Node.Scalar?
  /// Paid calls in flight, and local tasks, at most, where the command line does not say.
  package let jobs: Node.Scalar?
  package let gateways: [PipelineDocument.GatewayEntry]
  package let models: [PipelineDocument.ModelEntry]
  /// Names of variables and paths of files whose keys pipeline files may send to addresses of their own.
  package let allowedKeys: [Node.Scalar]

  /// Reads a configuration and reports all of its mistakes at once. `name` is the file's name in messages.
  package static func parse(bytes: [UInt8], name: String) -> Outcome {
    let read = YAMLReader.read(bytes, name: name)
    guard let node = read.node else { return Outcome(document: nil, source: read.source, diagnostics: read.diagnostics) }
    guard case .mapping(let entries, let position) = node else {
      let message = "the configuration is \(node.kindName); expected a mapping with 'gateways:' or 'models:'"
      return Outcome(
        document: nil, source: read.source,
        diagnostics: read.diagnostics + [Diagnostic("not-a-mapping", message, at: node.position)])
    }
    var parser = DocumentParser(entries, at: position, readFile: PipelineDocument.noFiles)
    let document = parser.configuration()
    return Outcome(document: document, source: read.source, diagnostics: (read.diagnostics + parser.diagnostics).sortedAndUnique)
  }
}
