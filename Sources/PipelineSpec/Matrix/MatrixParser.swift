import Diagnostics

/// Reads `matrix`: axes, and the entries of `exclude` and `include`.
struct MatrixParser {
  /// Names in `values`, which axes may not have.
  private let values: [Node.Scalar]
  private let rows: RowTable?
  private let hasSources: Bool
  private(set) var diagnostics: [Diagnostic] = []

  init(values: [Node.Scalar], rows: RowTable?, hasSources: Bool) {
    self.values = values
    self.rows = rows
    self.hasSources = hasSources
  }

  mutating func matrix(_ entries: [Node.Entry], at position: SourcePosition) -> Matrix {
    let special = ["exclude", "include"]
    var names = NameChecker()
    var axes: [Matrix.Axis] = []
    let valuesByName = Dictionary(values.map { ($0.text, $0) }) { first, _ in first }
    for entry in entries where !special.contains(entry.key.text) {
      guard names.accepts(entry.key, as: "an axis") else { continue }
      if let value = valuesByName[entry.key.text] { diagnostics.append(.nameOfValue(entry.key, value)) }
      if let rows, rows.columns.contains(entry.key.text) { diagnostics.append(.nameOfColumn(entry.key, rows)) }
      axes.append(Matrix.Axis(name: entry.key, values: axisValues(entry)))
    }
    diagnostics += names.diagnostics
    let exclusions = conditions(entries, "exclude", among: axes)
    let inclusions = conditions(entries, "include", among: axes)
    checkExclusions(exclusions, axes)
    let wanted = self.names(axes) ?? inclusions.first?.conditions.map(\.name.text).filter { $0 != RowTable.noteName } ?? []
    let complete = withNotes(inclusions.filter { isComplete($0, wanted) })
    // An axis without values was reported; without a stand-in its name would be unknown everywhere, and the rest of the file unchecked.
    let sound = axes.map { $0.values.isEmpty ? Matrix.Axis(name: $0.name, values: [$0.name]) : $0 }
    let matrix = Matrix(
      rows: rows, axes: sound, exclusions: exclusions.map(\.conditions), inclusions: complete, position: position)
    if matrix.product ?? .max > Matrix.combinationLimit {
      diagnostics.append(.tooManyCombinations(at: position))
      return Matrix(rows: rows?.first, axes: sound.map { Matrix.Axis(name: $0.name, values: [$0.values[0]]) }, position: position)
    }
    return matrix
  }

  /// Returns the names that combinations have of rows and axes, or `nil` where there are neither.
  private func names(_ axes: [Matrix.Axis]) -> [String]? {
    let names = (rows?.columns ?? []) + axes.map(\.name.text)
    return names.isEmpty ? nil : names
  }

  /// Returns what the entries say, the first of them with a note where any has one.
  private func withNotes(_ entries: [Entry]) -> [[Matrix.Condition]] {
    let note = entries.lazy.flatMap(\.conditions).first { $0.name.text == RowTable.noteName }
    return entries.enumerated().map { index, entry in
      guard index == 0, let note, !entry.conditions.contains(where: { $0.name.text == RowTable.noteName }) else { return entry.conditions }
      return entry.conditions + [Matrix.Condition(name: note.name, value: Node.Scalar("", at: note.name.position))]
    }
  }

  private mutating func axisValues(_ entry: Node.Entry) -> [Node.Scalar] {
    let scalars: [Node.Scalar]
    switch entry.value {
    case .scalar(let scalar):
      if scalar.style == .plain, scalar.text.contains(",") { diagnostics.append(.listWithoutBrackets(scalar, entry.key.text)) }
      scalars = entry.value.isEmptyScalar ? [] : [scalar]
    case .sequence(let items, _):
      scalars = items.compactMap { item in
        if item.scalar == nil { diagnostics.append(.wrongAxisValue(item, entry.key.text)) }
        return item.scalar
      }
      if scalars.isEmpty, !items.isEmpty { return [] }
    case .mapping:
      diagnostics.append(.wrongAxisValue(entry.value, entry.key.text))
      return []
    }
    if scalars.isEmpty { diagnostics.append(.emptyAxis(entry.key)) }
    var unique: [String: SourcePosition] = [:]
    return scalars.filter { scalar in
      if let first = unique[scalar.text] {
        diagnostics.append(.repeatedValue(scalar, entry.key.text, first: first))
        return false
      }
      unique[scalar.text] = scalar.position
      return true
    }
  }

  // MARK: exclude and include

  private struct Entry {
    let conditions: [Matrix.Condition]
    let position: SourcePosition
    /// Indicates whether a part of it was wrong and is missing.
    let isDamaged: Bool
  }

  private mutating func conditions(_ entries: [Node.Entry], _ key: String, among axes: [Matrix.Axis]) -> [Entry] {
    guard let node = entries.first(where: { $0.key.text == key })?.value, !node.isEmptyScalar else { return [] }
    guard case .sequence(let items, _) = node else {
      diagnostics.append(.wrongList(node, key))
      return []
    }
    // Where there is nothing that could be added to, the entries themselves say what names there are.
    let names = self.names(axes)
    let isAlone = key == "include" && names == nil
    let own = names ?? []
    let allowed = key == "exclude" && hasSources ? own + Bindings.sourceNames : own
    let known = Set(allowed)
    var checker = NameChecker()
    var result: [Entry] = []
    for item in items {
      guard case .mapping(let pairs, let position) = item else {
        diagnostics.append(.wrongEntry(item, key))
        continue
      }
      if pairs.isEmpty { diagnostics.append(.emptyEntry(key, at: position)) }
      let conditions = pairs.compactMap { pair -> Matrix.Condition? in
        if isAlone {
          guard checker.accepts(pair.key, as: "a combination") else { return nil }
          if let value = values.first(where: { $0.text == pair.key.text }) { diagnostics.append(.nameOfValue(pair.key, value)) }
        } else if !known.contains(pair.key.text) {
          diagnostics.append(.unknownAxis(pair.key, key, allowed, hasSources: hasSources))
          return nil
        }
        guard let scalar = pair.value.scalar else {
          diagnostics.append(.wrongAxisValue(pair.value, pair.key.text))
          return nil
        }
        return Matrix.Condition(name: pair.key, value: scalar)
      }
      let isDamaged = conditions.count < pairs.count
      // An exclusion that lost a condition would drop too much.
      if key == "exclude", isDamaged || pairs.isEmpty { continue }
      result.append(Entry(conditions: conditions, position: position, isDamaged: isDamaged))
    }
    diagnostics += checker.diagnostics
    return result
  }

  /// Reports a value that the axis does not have: it excludes nothing, which is never intended.
  private mutating func checkExclusions(_ entries: [Entry], _ axes: [Matrix.Axis]) {
    let known = Dictionary(axes.map { ($0.name.text, (list: $0.values.map(\.text), set: Set($0.values.map(\.text)))) }) { first, _ in first
    }
    for condition in entries.flatMap(\.conditions) {
      guard let values = known[condition.name.text], !values.list.isEmpty, !values.set.contains(condition.value.text) else { continue }
      diagnostics.append(.neverExcluded(condition, values.list))
    }
  }

  private mutating func isComplete(_ entry: Entry, _ names: [String]) -> Bool {
    let given = Set(entry.conditions.map(\.name.text))
    let missing = names.filter { !given.contains($0) && $0 != RowTable.noteName }
    // Those that only the entries themselves name are the first one's.
    let further = entry.conditions.first { !names.contains($0.name.text) && $0.name.text != RowTable.noteName }
    if let further, !entry.isDamaged { diagnostics.append(.furtherName(further.name, names)) }
    if missing.isEmpty, further == nil, !names.isEmpty { return true }
    if !entry.isDamaged, !missing.isEmpty { diagnostics.append(.incompleteInclusion(missing, at: entry.position)) }
    return false
  }
}

extension RowTable {
  /// The same with one row.
  fileprivate var first: RowTable { RowTable(columns: columns, rows: Array(rows.prefix(1)), position: position) }
}

extension Diagnostic {
  fileprivate static func nameOfValue(_ name: Node.Scalar, _ value: Node.Scalar) -> Diagnostic {
    Diagnostic(
      "ambiguous-name", "'\(name.text)' names an axis and a value", at: name.position,
      notes: [Note("'\(value.text)' is a value here", at: value.position)])
  }

  fileprivate static func nameOfColumn(_ name: Node.Scalar, _ rows: RowTable) -> Diagnostic {
    Diagnostic(
      "ambiguous-name", "'\(name.text)' names an axis and a column of 'rows'", at: name.position,
      notes: [Note("the rows are named here", at: rows.position)])
  }

  fileprivate static func furtherName(_ name: Node.Scalar, _ names: [String]) -> Diagnostic {
    Diagnostic(
      "unknown-axis", "'\(name.text)' is no name that the first entry of 'include' has; every entry names the same", at: name.position,
      allowed: names, suggestion: Suggestion.nearest(to: name.text, among: names))
  }

  fileprivate static func listWithoutBrackets(_ scalar: Node.Scalar, _ axis: String) -> Diagnostic {
    Diagnostic(
      "list-without-brackets", "'\(scalar.text)' is one value for the axis '\(axis)'", at: scalar.position,
      notes: [Note("for a list write [\(scalar.text)]; one value with a comma in it stands in quotes")])
  }

  fileprivate static func emptyAxis(_ name: Node.Scalar) -> Diagnostic {
    Diagnostic("empty-axis", "the axis '\(name.text)' has no values, so there is nothing to make", at: name.position)
  }

  fileprivate static func repeatedValue(_ scalar: Node.Scalar, _ axis: String, first: SourcePosition) -> Diagnostic {
    Diagnostic(
      "repeated-axis-value", "'\(scalar.text)' stands more than once in the axis '\(axis)'", at: scalar.position,
      notes: [Note("'\(scalar.text)' stands here first", at: first)])
  }

  fileprivate static func wrongAxisValue(_ node: Node, _ axis: String) -> Diagnostic {
    Diagnostic(.wrongType, "\(node.kindName) is not valid for the axis '\(axis)'; expected single values", at: node.position)
  }

  fileprivate static func wrongList(_ node: Node, _ key: String) -> Diagnostic {
    Diagnostic(
      .wrongType, "\(node.kindName) is not valid for '\(key)'; expected a list of mappings", at: node.position,
      notes: [Note("write '- ' before the mapping")])
  }

  fileprivate static func wrongEntry(_ node: Node, _ key: String) -> Diagnostic {
    Diagnostic(
      .wrongType, "\(node.kindName) is not valid in '\(key)'; expected a mapping of names to values", at: node.position)
  }

  fileprivate static func emptyEntry(_ key: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic("empty-matrix-entry", "this entry of '\(key)' names nothing", at: position)
  }

  fileprivate static func unknownAxis(_ name: Node.Scalar, _ key: String, _ allowed: [String], hasSources: Bool) -> Diagnostic {
    let isSource = Bindings.sourceNames.contains(name.text)
    let reason =
      !isSource ? "is no axis of the matrix" : hasSources ? "cannot be included" : "is not defined, because the file has no 'sources'"
    return Diagnostic(
      "unknown-axis", "'\(name.text)' \(reason)", at: name.position, allowed: allowed,
      suggestion: Suggestion.nearest(to: name.text, among: allowed))
  }

  fileprivate static func neverExcluded(_ condition: Matrix.Condition, _ known: [String]) -> Diagnostic {
    Diagnostic(
      "never-excluded", "'\(condition.value.text)' is no value of the axis '\(condition.name.text)', so this excludes nothing",
      severity: .warning, at: condition.value.position, allowed: known,
      suggestion: Suggestion.nearest(to: condition.value.text, among: known))
  }

  fileprivate static func incompleteInclusion(_ missing: [String], at position: SourcePosition) -> Diagnostic {
    let what = missing.map { "'\($0)'" }.joined(separator: ", ")
    return Diagnostic("incomplete-include", "an entry of 'include' names every axis; this one lacks \(what)", at: position)
  }
}
