package import Diagnostics

/// The combinations that make one asset each of every source.
package struct Matrix: Hashable, Sendable {
  package struct Axis: Hashable, Sendable {
    package let name: Node.Scalar
    package let values: [Node.Scalar]

    package init(name: Node.Scalar, values: [Node.Scalar]) {
      self.name = name
      self.values = values
    }
  }

  /// A name and the value that it has in an `exclude` or `include` entry.
  package struct Condition: Hashable, Sendable {
    package let name: Node.Scalar
    package let value: Node.Scalar

    package init(name: Node.Scalar, value: Node.Scalar) {
      self.name = name
      self.value = value
    }
  }

  /// Assets of one pipeline.
  package static let combinationLimit = 1_000_000

  /// Each row is one combination, which is crossed with the axes; `nil` where the file has no `rows`.
  package let rows: RowTable?
  /// In the order of the file.
  package let axes: [Axis]
  /// A combination is dropped if all conditions of one of these hold.
  package let exclusions: [[Condition]]
  /// Each names every column and axis once.
  package let inclusions: [[Condition]]
  package let position: SourcePosition?

  package init(
    rows: RowTable? = nil, axes: [Axis] = [], exclusions: [[Condition]] = [], inclusions: [[Condition]] = [],
    position: SourcePosition? = nil
  ) {
    self.rows = rows
    self.axes = axes
    self.exclusions = exclusions
    self.inclusions = inclusions
    self.position = position
  }

  /// The names that every combination has a text for, in order: those of columns, then of axes, or those of `include` where it stands alone.
  package var names: [String] {
    let own = (rows?.columns ?? []) + axes.map(\.name.text)
    guard own.isEmpty, let first = inclusions.first else { return own }
    return first.map(\.name.text)
  }

  /// Whether combinations may have a note, which is appended to what is asked for.
  package var hasNotes: Bool {
    if let rows, rows.columns.contains(RowTable.noteName) { return true }
    return names.contains(RowTable.noteName) && !axes.contains { $0.name.text == RowTable.noteName }
  }

  /// Where the file says that there are several assets.
  package var placeOfCombinations: SourcePosition? { position ?? rows?.position }

  /// What rows and axes multiply to, before `exclude` and `include`; nil if that is more than a number can hold.
  var product: Int? {
    // Where only `include` stands, nothing is combined.
    if rows == nil, axes.isEmpty, !inclusions.isEmpty { return 0 }
    var product = rows?.rows.count ?? 1
    for axis in axes {
      let (next, overflows) = product.multipliedReportingOverflow(by: axis.values.count)
      if overflows { return nil }
      product = next
    }
    return product
  }

  /// Every combination, in order: by source, then by row, then by axis, the first axis slowest; then what `include` adds for that source.
  ///
  /// - Parameter sources: the names that each source defines; `nil` if the pipeline has no sources, which gives each combination once.
  /// - Throws: one diagnostic if there are more than ``combinationLimit``.
  package func combinations(sources: [Bindings]?) throws(DiagnosticError) -> [Bindings] {
    let starts = sources ?? [Bindings()]
    let (total, overflows) = (product ?? .max).addingReportingOverflow(inclusions.count)
    let (count, overflowsToo) = total.multipliedReportingOverflow(by: max(1, starts.count))
    guard !overflows, !overflowsToo, count <= Self.combinationLimit else {
      throw DiagnosticError([.tooManyCombinations(at: position)])
    }
    var result: [Bindings] = []
    let excluded = ExclusionIndex(exclusions)
    let added = inclusions.map { Dictionary($0.map { ($0.name.text, $0.value.text) }) { first, _ in first } }
    let names = names
    let isCombined = product != 0
    for start in starts {
      if isCombined {
        for row in rows?.rows ?? [[]] {
          var beginning = start
          for (column, text) in zip(rows?.columns ?? [], row) { beginning.set(column, to: text) }
          cross(beginning) { if !excluded.contains($0) { result.append($0) } }
        }
      }
      for inclusion in added {
        var combination = start
        // In the order of the axes, whatever the entry's own. Only a note may be missing.
        for name in names { combination.set(name, to: inclusion[name] ?? "") }
        result.append(combination)
      }
    }
    return result
  }

  /// Hands out what the axes make of a combination.
  private func cross(_ beginning: Bindings, _ body: (Bindings) -> Void) {
    // Counts through the values like an odometer, the last axis fastest.
    var places = [Int](repeating: 0, count: axes.count)
    var isDone = axes.contains { $0.values.isEmpty }
    while !isDone {
      var combination = beginning
      for (axis, place) in zip(axes, places) { combination.set(axis.name.text, to: axis.values[place].text) }
      body(combination)
      isDone = !advance(&places)
    }
  }

  /// - Returns: whether there is a next combination.
  private func advance(_ places: inout [Int]) -> Bool {
    for axis in places.indices.reversed() {
      places[axis] += 1
      if places[axis] < axes[axis].values.count { return true }
      places[axis] = 0
    }
    return false
  }
}

/// The exclusions by the names that they have conditions on, so that a combination is looked up and not compared with each.
private struct ExclusionIndex {
  private struct Group {
    let names: [String]
    var values: Set<[String]> = []
  }

  private var groups: [[String]: Group] = [:]

  init(_ exclusions: [[Matrix.Condition]]) {
    for conditions in exclusions {
      let sorted = conditions.sorted { $0.name.text < $1.name.text }
      let names = sorted.map(\.name.text)
      groups[names, default: Group(names: names)].values.insert(sorted.map(\.value.text))
    }
  }

  func contains(_ combination: Bindings) -> Bool {
    groups.values.contains { group in
      var values: [String] = []
      for name in group.names {
        guard let value = combination[name] else { return false }
        values.append(value)
      }
      return group.values.contains(values)
    }
  }
}

extension Diagnostic {
  static func tooManyCombinations(at position: SourcePosition?) -> Diagnostic {
    Diagnostic("matrix-too-large", "the matrix gives more than \(Matrix.combinationLimit) combinations", at: position)
  }
}
