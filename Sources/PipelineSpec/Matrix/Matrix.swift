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
  package static let combinationLimit = 100_000

  /// In the order of the file.
  package let axes: [Axis]
  /// A combination is dropped if all conditions of one of these hold.
  package let exclusions: [[Condition]]
  /// Each names every axis once.
  package let inclusions: [[Condition]]
  package let position: SourcePosition?

  package init(axes: [Axis] = [], exclusions: [[Condition]] = [], inclusions: [[Condition]] = [], position: SourcePosition? = nil) {
    self.axes = axes
    self.exclusions = exclusions
    self.inclusions = inclusions
    self.position = position
  }

  /// The number of combinations of the axes, before `exclude` and `include`, or `nil` if it does not fit in an `Int`.
  var product: Int? {
    var product = 1
    for axis in axes {
      let (next, overflows) = product.multipliedReportingOverflow(by: axis.values.count)
      if overflows { return nil }
      product = next
    }
    return product
  }

  /// Returns every combination, in order: by source, then by axis, the first axis slowest; then the ones that `include` adds for that
  /// source.
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
    for start in starts {
      // Counts through the values like an odometer, the last axis fastest.
      var places = [Int](repeating: 0, count: axes.count)
      var isDone = axes.contains { $0.values.isEmpty }
      while !isDone {
        var combination = start
        for (axis, place) in zip(axes, places) { combination.set(axis.name.text, to: axis.values[place].text) }
        if !excluded.contains(combination) { result.append(combination) }
        isDone = !advance(&places)
      }
      for inclusion in added {
        var combination = start
        // In the order of the axes, whatever the entry's own.
        for axis in axes { if let value = inclusion[axis.name.text] { combination.set(axis.name.text, to: value) } }
        result.append(combination)
      }
    }
    return result
  }

  /// Advances to the next combination.
  /// - Returns: `true` if there is one.
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
