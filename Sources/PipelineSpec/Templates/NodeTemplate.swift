package import Diagnostics

/// A value of the file whose texts are templates, parsed once for all assets.
package struct NodeTemplate: Hashable, Sendable {
  private indirect enum Tree: Hashable, Sendable {
    /// Has no `$` anywhere.
    case fixed(Node)
    case scalar(Template)
    case sequence([Tree], SourcePosition)
    case mapping([Entry], SourcePosition)

    struct Entry: Hashable, Sendable {
      let key: Node.Scalar
      let value: Tree
    }

    var isFixed: Bool { if case .fixed = self { true } else { false } }
  }

  /// As written.
  package let node: Node
  private let tree: Tree

  /// Creates a template that may use every name, for a node that was checked before.
  package init(_ node: Node) {
    self.node = node
    self.tree = Self.tree(of: node) { Template($0) }
  }

  private init(_ node: Node, tree: Tree) {
    self.node = node
    self.tree = tree
  }

  /// Returns the template, and the diagnostics of all of its texts.
  package static func parse(_ node: Node, allowed scope: TemplateScope) -> (template: NodeTemplate, diagnostics: [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    let tree = tree(of: node) { scalar in
      let parsed = Template.parse(scalar, allowed: scope)
      diagnostics += parsed.diagnostics
      return parsed.template
    }
    return (NodeTemplate(node, tree: tree), diagnostics)
  }

  private static func tree(of node: Node, _ parse: (Node.Scalar) -> Template) -> Tree {
    switch node {
    case .scalar(let scalar):
      return scalar.text.utf8.contains(UInt8(ascii: "$")) ? .scalar(parse(scalar)) : .fixed(node)
    case .sequence(let items, let position):
      let trees = items.map { tree(of: $0, parse) }
      return trees.allSatisfy(\.isFixed) ? .fixed(node) : .sequence(trees, position)
    case .mapping(let entries, let position):
      let trees = entries.map { Tree.Entry(key: $0.key, value: tree(of: $0.value, parse)) }
      return trees.allSatisfy(\.value.isFixed) ? .fixed(node) : .mapping(trees, position)
    }
  }

  /// The names that it uses, in order, each once.
  package var names: [String] {
    var names: [String] = []
    Self.collect(&names, tree)
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  private static func collect(_ names: inout [String], _ tree: Tree) {
    switch tree {
    case .fixed: break
    case .scalar(let template): names += template.names
    case .sequence(let items, _): for item in items { collect(&names, item) }
    case .mapping(let entries, _): for entry in entries { collect(&names, entry.value) }
    }
  }

  /// Returns the node with every name replaced, once; places and styles stay. Keys of mappings are no templates.
  package func expand(_ value: (String) -> String?) -> Node { Self.expand(tree, value) }

  package func expand(_ bindings: Bindings) -> Node { expand { bindings[$0] } }

  private static func expand(_ tree: Tree, _ value: (String) -> String?) -> Node {
    switch tree {
    case .fixed(let node): node
    case .scalar(let template): .scalar(template.expand(value))
    case .sequence(let items, let position): .sequence(items.map { expand($0, value) }, position)
    case .mapping(let entries, let position):
      .mapping(entries.map { Node.Entry(key: $0.key, value: expand($0.value, value)) }, position)
    }
  }
}
