/// Names and the texts that they stand for, in order.
///
/// Parts that many have in common, such as the values of a file for each of its assets, are shared and not copied.
package struct Bindings: Hashable, Sendable, Sequence {
  /// The names that a file with `sources` may use for each of them.
  package static let sourceNames = ["source", "source.path", "source.name", "source.stem"]

  /// Looked up by name, kept in order.
  private struct Table: Hashable, Sendable {
    private(set) var names: [String] = []
    private(set) var values: [String] = []
    private var places: [String: Int] = [:]

    subscript(name: String) -> String? { places[name].map { values[$0] } }

    mutating func set(_ name: String, to value: String) {
      if let place = places[name] {
        values[place] = value
      } else {
        places[name] = names.count
        names.append(name)
        values.append(value)
      }
    }
  }

  /// The names that stand first; a name that `own` has too has its value from there.
  private var shared = Table()
  private var own = Table()

  package init() {}

  package init(_ pairs: [(name: String, value: String)]) {
    for pair in pairs { set(pair.name, to: pair.value) }
  }

  /// Returns the bindings of one source: `source` and `source.path` are its path, `name` is its file name with and `stem` without
  /// extension.
  package static func source(path: String, name: String, stem: String) -> Bindings {
    Bindings([("source", path), ("source.path", path), ("source.name", name), ("source.stem", stem)])
  }

  package subscript(name: String) -> String? { own[name] ?? shared[name] }

  package var names: [String] { map(\.name) }

  package mutating func set(_ name: String, to value: String) { own.set(name, to: value) }

  /// Returns both; a name in both has the value of `other`.
  package func merging(_ other: Bindings) -> Bindings {
    var result = self
    if shared.names.isEmpty { (result.shared, result.own) = (own, Table()) }
    for (name, value) in other { result.set(name, to: value) }
    return result
  }

  package func makeIterator() -> AnyIterator<(name: String, value: String)> {
    let added = own.names.indices.lazy.filter { [own, shared] in shared[own.names[$0]] == nil }
    var first = shared.names.indices.makeIterator()
    var second = added.makeIterator()
    return AnyIterator { [own, shared] in
      if let place = first.next() { return (shared.names[place], own[shared.names[place]] ?? shared.values[place]) }
      return second.next().map { (own.names[$0], own.values[$0]) }
    }
  }

  /// Compares names and texts in order.
  package static func == (left: Bindings, right: Bindings) -> Bool {
    left.elementsEqual(right) { $0.name == $1.name && $0.value == $1.value }
  }

  package func hash(into hasher: inout Hasher) {
    for (name, value) in self {
      hasher.combine(name)
      hasher.combine(value)
    }
  }
}
