package import Diagnostics

/// The combinations that each source is worked on with.
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

  /// What the axes multiply to, before `exclude` and `include`; nil if that is more than a number can hold.
  var product: Int? {
    var product = 1
    for axis in axes {
      let (next, overflows) = product.multipliedReportingOverflow(by: axis.values.count)
      if overflows { return nil }
      product = next
    }
    return product
  }

  /// Every combination, in order: by source, then by axis, the first axis slowest; then what `include` adds for that source.
  ///
  /// `sources` has what each source defines; nil says that the pipeline has no sources, and gives each combination once.
  /// Throws one diagnostic if there are more than ``combinationLimit``.
  package func combinations(sources: [Bindings]?) throws(DiagnosticError) -> [Bindings] {
    let starts = sources ?? [Bindings()]
    let (total, overflows) = (product ?? .max).addingReportingOverflow(inclusions.count)
    let (count, overflowsToo) = total.multipliedReportingOverflow(by: max(1, starts.count))
    guard !overflows, !overflowsToo, count <= Self.combinationLimit else {
      throw DiagnosticError([.tooManyCombinations(at: position)])
    }
    var result: [Bindings] = []
    for start in starts {
      var current = [start]
      for axis in axes {
        current = current.flatMap { bindings in
          axis.values.map { value in
            var next = bindings
            next.set(axis.name.text, to: value.text)
            return next
          }
        }
      }
      result += current.filter { combination in !exclusions.contains { holds($0, in: combination) } }
      for inclusion in inclusions {
        var added = start
        // In the order of the axes, whatever the entry's own.
        for axis in axes {
          if let condition = inclusion.first(where: { $0.name.text == axis.name.text }) {
            added.set(axis.name.text, to: condition.value.text)
          }
        }
        result.append(added)
      }
    }
    return result
  }

  private func holds(_ conditions: [Condition], in combination: Bindings) -> Bool {
    conditions.allSatisfy { combination[$0.name.text] == $0.value.text }
  }
}

extension Diagnostic {
  static func tooManyCombinations(at position: SourcePosition?) -> Diagnostic {
    Diagnostic("matrix-too-large", "the matrix gives more than \(Matrix.combinationLimit) combinations", at: position)
  }
}
