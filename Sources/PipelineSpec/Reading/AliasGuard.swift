import Diagnostics

/// Keeps the YAML library from comparing keys that aliases have made astronomically large.
///
/// The library shares what an alias stands for, so growth costs nothing until something walks the tree; the reader walks with a limit, but the
/// library itself walks every key to find duplicates. So a file with many aliases may not have lists or mappings as keys, which no pipeline needs.
enum AliasGuard {
  /// With this many aliases a key can be at most 3⁴ = 81 times as large as its text in the file.
  private static let harmlessAliases = 12

  static func check(_ raw: RawText) throws(DiagnosticError) {
    var anchors: Set<[Unicode.Scalar]> = []
    var aliases: [[Unicode.Scalar]] = []
    var complexKey: SourcePosition?
    for (row, line) in raw.lines.enumerated() {
      var previous: Unicode.Scalar = " "
      for column in line.indices {
        let scalar = line[column]
        defer { previous = scalar }
        let position = SourcePosition(line: row + 1, column: column + 1)
        switch scalar {
        case "&" where canPrecedeToken(previous):
          anchors.insert(name(in: line, after: column))
        case "*" where canPrecedeToken(previous):
          let alias = name(in: line, after: column)
          aliases.append(alias)
          if isFollowedByColon(line, column + 1 + alias.count) { complexKey = complexKey ?? position }
        case "]", "}":
          if isFollowedByColon(line, column + 1) { complexKey = complexKey ?? position }
        case "?" where canPrecedeToken(previous) && (column + 1 == line.count || line[column + 1].isBlank):
          complexKey = complexKey ?? position
        default: break
        }
      }
    }
    guard let complexKey else { return }
    let used = aliases.count { anchors.contains($0) }
    if used > harmlessAliases { throw DiagnosticError([.aliasedKeys(at: complexKey)]) }
  }

  private static func canPrecedeToken(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isBlank || "[{,-:?".unicodeScalars.contains(scalar)
  }

  private static func name(in line: [Unicode.Scalar], after column: Int) -> [Unicode.Scalar] {
    Array(line[(column + 1)...].prefix { $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "-" })
  }

  private static func isFollowedByColon(_ line: [Unicode.Scalar], _ start: Int) -> Bool {
    line.dropFirst(start).first { !$0.isBlank } == ":"
  }
}

extension Diagnostic {
  fileprivate static func aliasedKeys(at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      "alias-expansion", "a key may not be a list, a mapping or an alias in a file with this many aliases", at: position)
  }
}
