/// Names and the texts that stand for them, in order. There are few, so looking one up walks them.
package struct Bindings: Hashable, Sendable, Sequence {
  /// What a file with `sources` may name for each of them.
  package static let sourceNames = ["source", "source.path", "source.name", "source.stem"]

  private struct Binding: Hashable, Sendable {
    let name: String
    var value: String
  }

  private var bindings: [Binding] = []

  package init() {}

  package init(_ pairs: [(name: String, value: String)]) {
    for pair in pairs { set(pair.name, to: pair.value) }
  }

  /// What one source defines: `source` and `source.path` are its path, `name` is its file name with and `stem` without extension.
  package static func source(path: String, name: String, stem: String) -> Bindings {
    Bindings([("source", path), ("source.path", path), ("source.name", name), ("source.stem", stem)])
  }

  package subscript(name: String) -> String? { bindings.first { $0.name == name }?.value }

  package var count: Int { bindings.count }
  package var names: [String] { bindings.map(\.name) }

  package mutating func set(_ name: String, to value: String) {
    if let index = bindings.firstIndex(where: { $0.name == name }) {
      bindings[index].value = value
    } else {
      bindings.append(Binding(name: name, value: value))
    }
  }

  /// Both; where a name is in both, `other` wins.
  package func merging(_ other: Bindings) -> Bindings {
    var result = self
    for (name, value) in other { result.set(name, to: value) }
    return result
  }

  package func makeIterator() -> AnyIterator<(name: String, value: String)> {
    var rest = bindings.makeIterator()
    return AnyIterator { rest.next().map { ($0.name, $0.value) } }
  }
}
