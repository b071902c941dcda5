import Diagnostics

/// Reads the top level of a pipeline file.
struct DocumentParser {
  static let version = "1"

  /// The entries; a misspelled key, which is reported, is replaced by the one that was meant.
  private var entries: [Node.Entry]
  private let position: SourcePosition
  private let readFile: NamedFileReader
  private(set) var diagnostics: [Diagnostic] = []

  init(_ entries: [Node.Entry], at position: SourcePosition, readFile: @escaping NamedFileReader) {
    self.readFile = readFile
    self.entries = entries
    self.position = position
  }

  mutating func document() -> PipelineDocument {
    reportUnknownKeys()
    readVersion()
    let name = scalar(.name)
    let gateway = scalars(.gateway)
    let model = scalar(.model)
    let sources = sources()
    let values = values()
    let matrix = matrix(values: values, hasSources: sources != nil)
    let names = PipelineDocument.templateNames(sources: sources != nil, matrix: matrix, values: values)
    let isIncomplete = value(.rows) != nil && matrix.rows == nil
    let asset = scalar(.asset).map { template($0, allowed: TemplateScope(names: names, isIncomplete: isIncomplete, allowsSlugs: true)) }
    let scope = TemplateScope(names: names + ["asset"], isIncomplete: isIncomplete)
    let output = scalar(.output, isRequired: true).map { template($0, allowed: scope) }
    let files = scalar(.files).map { scalar in
      let own = PipelineDocument.fileNames
      let names = names.filter { !own.contains($0) } + ["asset"] + own
      return template(scalar, allowed: TemplateScope(names: names, isIncomplete: isIncomplete, allowsSlugs: true))
    }
    return PipelineDocument(
      name: name, gateway: gateway, model: model, sources: sources, matrix: matrix, values: values, asset: asset,
      // A folder that nobody has, so that nothing else is found wrong for its sake.
      output: output ?? Template(Node.Scalar(".aquatint-no-output", at: position)), files: files, keep: scalar(.keep),
      originals: scalar(.originals),
      stages: stages(scope),
      deliver: deliver(TemplateScope(names: names + ["asset"], isIncomplete: isIncomplete, allowsSlugs: true)), gateways: gateways(),
      models: models(), budget: scalar(.budget), limits: value(.limits).flatMap { $0.isEmptyScalar ? nil : $0 },
      provenance: scalar(.provenance), position: position)
  }

  /// Reads a user's own configuration.
  mutating func configuration() -> ConfigurationDocument {
    reportUnknownKeys(besides: ConfigurationDocument.keys)
    // As in a pipeline file, from which entries are often copied; here it may be left out.
    if value(.version) != nil { readVersion() }
    return ConfigurationDocument(
      gateway: scalars(.gateway), budget: scalar(.budget), jobs: jobs(), gateways: gateways(), models: models(), allowedKeys: allowedKeys())
  }

  // MARK: parts of the file

  private mutating func reportUnknownKeys(besides known: [String] = DocumentKey.allCases.map(\.rawValue)) {
    for entry in entries where !known.contains(entry.key.text) {
      diagnostics.append(
        Diagnostic(
          .unknownKey, "unknown key '\(entry.key.text)'", at: entry.key.position, allowed: known,
          suggestion: Suggestion.nearest(to: entry.key.text, among: known)))
    }
    entries = entries.replacingKeys(entries.corrections(among: known))
  }

  private mutating func readVersion() {
    guard let found = value(.version) else {
      diagnostics.append(.missing(.version, "'version: \(Self.version)'", at: position))
      return
    }
    guard let scalar = found.scalar else {
      diagnostics.append(.wrongKind(found, of: .version, expected: Self.version))
      return
    }
    if scalar.text != Self.version { diagnostics.append(.unknownVersion(scalar)) }
  }

  private mutating func sources() -> [PipelineDocument.SourcePattern]? {
    guard value(.sources) != nil else { return nil }
    return scalars(.sources, expected: "a pattern or a list of patterns").compactMap { scalar in
      do throws(DiagnosticError) {
        return PipelineDocument.SourcePattern(scalar: scalar, alternatives: try FilePattern.parse(scalar))
      } catch {
        diagnostics += error.diagnostics
        return nil
      }
    }
  }

  private mutating func values() -> [PipelineDocument.Value] {
    var names = NameChecker()
    let values = mapping(.values).compactMap { entry -> PipelineDocument.Value? in
      guard names.accepts(entry.key, as: "a value") else { return nil }
      guard let scalar = entry.value.scalar else {
        diagnostics.append(.wrongKind(entry.value, of: .values, expected: "a single value for '\(entry.key.text)'"))
        return PipelineDocument.Value(name: entry.key, value: Node.Scalar("", at: entry.value.position))
      }
      return PipelineDocument.Value(name: entry.key, value: scalar)
    }
    diagnostics += names.diagnostics
    return values
  }

  private mutating func matrix(values: [PipelineDocument.Value], hasSources: Bool) -> Matrix {
    let rows = rows(values: values)
    guard let node = value(.matrix), !node.isEmptyScalar else {
      let matrix = Matrix(rows: rows)
      if let rows, rows.rows.count > Matrix.combinationLimit { diagnostics.append(.tooManyCombinations(at: rows.position)) }
      return matrix
    }
    var parser = MatrixParser(values: values.map(\.name), rows: rows, hasSources: hasSources)
    let matrix = parser.matrix(mapping(.matrix), at: node.position)
    diagnostics += parser.diagnostics
    return matrix
  }

  private mutating func rows(values: [PipelineDocument.Value]) -> RowTable? {
    guard let node = value(.rows) else { return nil }
    let taken = Dictionary(values.map { ($0.name.text, "a value") }) { first, _ in first }
    var parser = RowsParser(taken: taken, read: readFile)
    let table = parser.table(node)
    diagnostics += parser.diagnostics
    return table
  }

  private mutating func stages(_ scope: TemplateScope) -> [PipelineDocument.StageEntry] {
    guard let node = value(.stages), !node.isEmptyScalar else {
      diagnostics.append(.missing(.stages, "'stages', a list of what is done with each asset", at: value(.stages)?.position ?? position))
      return []
    }
    guard case .sequence(let items, _) = node else {
      diagnostics.append(.wrongKind(node, of: .stages, expected: "a list whose items begin with '- '"))
      return []
    }
    if items.isEmpty { diagnostics.append(.missing(.stages, "at least one stage", at: node.position)) }
    var parser = StageListParser(scope, of: .stages)
    let stages = items.compactMap { parser.stage($0) }
    diagnostics += parser.diagnostics
    return stages
  }

  private mutating func deliver(_ scope: TemplateScope) -> [PipelineDocument.StageEntry] {
    guard let node = value(.deliver) else { return [] }
    guard case .sequence(let items, _) = node else {
      diagnostics.append(.wrongKind(node, of: .deliver, expected: "a list whose items begin with '- '"))
      return []
    }
    var parser = StageListParser(scope, of: .deliver)
    let entries = items.compactMap { parser.stage($0) }
    diagnostics += parser.diagnostics
    return entries
  }

  private mutating func gateways() -> [PipelineDocument.GatewayEntry] {
    let scope = TemplateScope(names: [], allowsEnvironment: true)
    return mapping(.gateways).map { entry in
      if entry.key.text.isEmpty { diagnostics.append(.emptyName("a gateway", at: entry.key.position)) }
      let parsed = NodeTemplate.parse(entry.value, allowed: scope)
      diagnostics += parsed.diagnostics
      return PipelineDocument.GatewayEntry(name: entry.key, settings: parsed.template)
    }
  }

  private mutating func models() -> [PipelineDocument.ModelEntry] {
    mapping(.models).map { entry in
      if entry.key.text.isEmpty { diagnostics.append(.emptyName("a model", at: entry.key.position)) }
      return PipelineDocument.ModelEntry(name: entry.key, settings: entry.value)
    }
  }

  private mutating func jobs() -> Node.Scalar? {
    guard let found = entries.first(where: { $0.key.text == ConfigurationDocument.jobs })?.value else { return nil }
    guard let scalar = found.scalar, !scalar.text.isEmpty else {
      diagnostics.append(
        Diagnostic(
          .wrongType, "\(found.scalar == nil ? found.kindName : "nothing") is not valid for 'jobs'; expected a number from 1 to 256",
          at: found.position))
      return nil
    }
    return scalar
  }

  private mutating func allowedKeys() -> [Node.Scalar] {
    let node = entries.first { $0.key.text == ConfigurationDocument.allowKeys }?.value
    switch node {
    case nil: return []
    case .scalar(let scalar)?: return [scalar]
    case .sequence(let items, _)?:
      for item in items where item.scalar == nil { diagnostics.append(.wrongAllowance(item)) }
      return items.compactMap(\.scalar)
    case .mapping?:
      if let node { diagnostics.append(.wrongAllowance(node)) }
      return []
    }
  }

  // MARK: values by form

  private func value(_ key: DocumentKey) -> Node? { entries.first { $0.key.text == key.rawValue }?.value }

  private mutating func scalar(_ key: DocumentKey, isRequired: Bool = false) -> Node.Scalar? {
    guard let found = value(key) else {
      if isRequired { diagnostics.append(.missing(key, "'\(key.rawValue)'", at: position)) }
      return nil
    }
    guard let scalar = found.scalar else {
      diagnostics.append(.wrongKind(found, of: key, expected: "a single value"))
      return nil
    }
    if scalar.text.isEmpty {
      diagnostics.append(.empty(key, at: scalar.position))
      return nil
    }
    reportInvisible(in: scalar, of: key)
    return scalar
  }

  /// The values at the top are names and paths, in which nothing that nobody sees has a place.
  private mutating func reportInvisible(in scalar: Node.Scalar, of key: DocumentKey) {
    if let diagnostic = Diagnostic.invisibleCharacter(in: scalar, of: key.rawValue) { diagnostics.append(diagnostic) }
  }

  /// A list of single values; one alone counts as a list of one.
  private mutating func scalars(_ key: DocumentKey, expected: String = "a name or a list of names") -> [Node.Scalar] {
    switch value(key) {
    case nil: return []
    case .scalar(let scalar)? where scalar.text.isEmpty:
      diagnostics.append(.empty(key, at: scalar.position))
      return []
    case .scalar(let scalar)?:
      reportInvisible(in: scalar, of: key)
      return [scalar]
    case .sequence(let items, let position)?:
      if items.isEmpty { diagnostics.append(.empty(key, at: position)) }
      return items.compactMap { item in
        guard let scalar = item.scalar, !scalar.text.isEmpty else {
          diagnostics.append(item.scalar == nil ? .wrongKind(item, of: key, expected: "a single value") : .empty(key, at: item.position))
          return nil
        }
        reportInvisible(in: scalar, of: key)
        return scalar
      }
    case .mapping(let entries, let position)?:
      diagnostics.append(.wrongKind(.mapping(entries, position), of: key, expected: expected))
      return []
    }
  }

  private mutating func mapping(_ key: DocumentKey) -> [Node.Entry] {
    switch value(key) {
    case nil: return []
    case .mapping(let entries, _)?: return entries
    case let found? where found.isEmptyScalar: return []
    case let found?:
      diagnostics.append(.wrongKind(found, of: key, expected: "a mapping"))
      return []
    }
  }

  private mutating func template(_ scalar: Node.Scalar, allowed scope: TemplateScope) -> Template {
    let parsed = Template.parse(scalar, allowed: scope)
    diagnostics += parsed.diagnostics
    return parsed.template
  }
}

extension Node {
  /// A key with nothing behind it.
  package var isEmptyScalar: Bool { scalar.map { $0.text.isEmpty && $0.style == .plain } ?? false }
}

extension Diagnostic {
  fileprivate static func missing(_ key: DocumentKey, _ what: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic(.missingKey, "the file needs \(what)", at: position)
  }

  fileprivate static func empty(_ key: DocumentKey, at position: SourcePosition) -> Diagnostic {
    Diagnostic(.invalidValue, "'\(key.rawValue)' has no value", at: position)
  }

  fileprivate static func wrongKind(_ node: Node, of key: DocumentKey, expected: String) -> Diagnostic {
    let shown = node.scalar.map { "'\($0.text)'" } ?? node.kindName
    return Diagnostic(.wrongType, "\(shown) is not valid for '\(key.rawValue)'; expected \(expected)", at: node.position)
  }

  fileprivate static func wrongAllowance(_ node: Node) -> Diagnostic {
    Diagnostic(
      .wrongType,
      "\(node.kindName) is not valid for '\(ConfigurationDocument.allowKeys)'; expected names of variables and absolute paths of files",
      at: node.position)
  }

  fileprivate static func unknownVersion(_ scalar: Node.Scalar) -> Diagnostic {
    Diagnostic(
      "unknown-version", "'\(scalar.text)' is not a version that this program reads; expected \(DocumentParser.version)",
      at: scalar.position, allowed: [DocumentParser.version])
  }

  static func emptyName(_ subject: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic("invalid-name", "the name of \(subject) is empty", at: position)
  }
}
