package import Diagnostics

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
