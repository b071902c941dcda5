package import Diagnostics
import Foundation

/// A text with `${name}` in it. `$$` is a dollar sign; a `$` before anything else is one too. Where names of files are made, `${name | slug}`
/// stands for a name's ``Slug``.
package struct Template: Hashable, Sendable {
  private enum Part: Hashable, Sendable {
    case text(String)
    case name(String)
    case slug(String)
  }

  /// As written.
  package let scalar: Node.Scalar
  private let parts: [Part]

  /// Creates a template that may use every name, for a text that was checked before.
  package init(_ scalar: Node.Scalar) {
    self.init(scalar, pieces: Self.pieces(of: scalar.text))
  }

  private init(_ scalar: Node.Scalar, pieces: [Piece]) {
    self.scalar = scalar
    var parts: [Part] = []
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let piece): text += piece
      case .reference(let name, let filter, _, _):
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        parts.append(filter == nil ? .name(name) : .slug(name))
      case .mistake(let written, _, _): text += written
      }
    }
    if !text.isEmpty { parts.append(.text(text)) }
    self.parts = parts
  }

  /// Returns the template and its diagnostics: names that `scope` does not have, and `${` that is not a template. Invalid parts stay as
  /// written.
  package static func parse(_ scalar: Node.Scalar, allowed scope: TemplateScope) -> (template: Template, diagnostics: [Diagnostic]) {
    guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return (Template(scalar, pieces: [.text(scalar.text)]), []) }
    var diagnostics: [Diagnostic] = []
    let pieces = Self.pieces(of: scalar.text).map { piece in
      switch piece {
      case .text: return piece
      case .mistake(_, let mistake, let offset):
        diagnostics.append(mistake.diagnostic(at: scalar.position(at: offset), scope))
        return piece
      case .reference(let name, let filter, let written, let offset):
        let position = scalar.position(at: offset)
        let problem = filter.flatMap { scope.problem(withFilter: $0, in: written, at: position) } ?? scope.problem(with: name, at: position)
        guard let problem else { return piece }
        diagnostics.append(problem)
        return .text("${\(written)}")
      }
    }
    return (Template(scalar, pieces: pieces), diagnostics)
  }

  /// The names it uses, in order, each once.
  package var names: [String] {
    var seen: Set<String> = []
    return parts.compactMap { part in
      switch part {
      case .text: nil
      case .name(let name), .slug(let name): seen.insert(name).inserted ? name : nil
      }
    }
  }

  /// Returns the names whose values leave nothing of a slug.
  package func emptySlugs(_ bindings: Bindings) -> [String] {
    parts.compactMap { if case .slug(let name) = $0, let value = bindings[name], Slug.of(value).isEmpty { name } else { nil } }
  }

  /// Indicates whether every expansion gives the same text.
  package var isLiteral: Bool { parts.allSatisfy { if case .text = $0 { true } else { false } } }

  /// Returns the text with every name replaced, once: a value is not scanned again. A name without a value stays as written.
  package func expand(_ value: (String) -> String?) -> Node.Scalar {
    if parts == [.text(scalar.text)] || (parts.isEmpty && scalar.text.isEmpty) { return scalar }
    var text = ""
    for part in parts {
      switch part {
      case .text(let piece): text += piece
      case .name(let name): text += value(name) ?? "${\(name)}"
      case .slug(let name): text += value(name).map(Slug.of) ?? "${\(name)}"
      }
    }
    return scalar.replacing(text)
  }

  package func expand(_ bindings: Bindings) -> Node.Scalar { expand { bindings[$0] } }

  // MARK: reading

  private enum Piece {
    case text(String)
    /// With what stands behind a `|`, and the offset of its `$`.
    case reference(String, filter: String?, written: String, Int)
    case mistake(written: String, TemplateMistake, Int)
  }

  private static func pieces(of text: String) -> [Piece] {
    let scalars = Array(text.unicodeScalars)
    var pieces: [Piece] = []
    var literal = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      let next = index + 1 < scalars.count ? scalars[index + 1] : nil
      guard scalars[index] == "$", next == "$" || next == "{" else {
        literal.append(scalars[index])
        index += 1
        continue
      }
      if next == "$" {
        literal.append("$")
        index += 2
        continue
      }
      pieces.append(.text(String(literal)))
      literal = String.UnicodeScalarView()
      // A name stands on one line; an end beyond it belongs to another template.
      let end = scalars[(index + 2)...].firstIndex { $0 == "}" || $0 == "\n" || $0 == "$" }
      guard let end, scalars[end] == "}" else {
        pieces.append(.mistake(written: "${", .unclosed(string(scalars[index..<(end ?? scalars.count)])), index))
        index += 2
        continue
      }
      pieces.append(piece(string(scalars[(index + 2)..<end]), at: index))
      index = end + 1
    }
    pieces.append(.text(String(literal)))
    return pieces
  }

  private static func piece(_ name: String, at offset: Int) -> Piece {
    if name.unicodeScalars.allSatisfy({ $0.isBlank }) { return .mistake(written: "${\(name)}", .empty, offset) }
    if name.unicodeScalars.allSatisfy(TemplateScope.isNameScalar) { return .reference(name, filter: nil, written: name, offset) }
    let parts = name.split(separator: "|", omittingEmptySubsequences: false).map { part in
      String(String.UnicodeScalarView(part.unicodeScalars.filter { !$0.isBlank }))
    }
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.unicodeScalars.allSatisfy(TemplateScope.isNameScalar) }) else {
      return .mistake(written: "${\(name)}", .expression(name), offset)
    }
    return .reference(parts[0], filter: parts[1], written: name, offset)
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(scalars)) }
}

/// A text as part of an address: letters and digits of ASCII, with single hyphens between.
package enum Slug {
  /// What stands behind the `|` of a template.
  package static let word = "slug"

  /// Returns the text decomposed for compatibility (NFKD, https://www.unicode.org/reports/tr15/), without marks, in lower case, with a hyphen for
  /// every run of anything else; empty where nothing is left.
  package static func of(_ text: String) -> String {
    var slug = ""
    var isInRun = false
    for scalar in text.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .spacingMark, .enclosingMark: continue
      default: break
      }
      switch scalar {
      case "a"..."z", "0"..."9":
        if isInRun, !slug.isEmpty { slug += "-" }
        isInRun = false
        slug.unicodeScalars.append(scalar)
      default: isInRun = true
      }
    }
    return slug
  }
}
