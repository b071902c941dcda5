import Testing

/// Folders of a target know each other in one direction only, so that each can be read, moved and tested without the others.
@Suite struct FolderCircleTests {
  @Test func `no folder of a target knows one that knows it`() throws {
    let targets = Dictionary(grouping: try SourceFile.all(), by: { TargetPlace($0.path).target })
    #expect(targets.count > 10)
    for (target, files) in targets {
      let knowledge = Self.knowledge(among: files)
      for folder in knowledge.keys.sorted() {
        if let circle = Self.circle(from: folder, through: knowledge) {
          Issue.record("Sources/\(target): \(circle.joined(separator: " -> "))")
        }
      }
    }
  }

  @Test func `a circle is found, and a line is none`() throws {
    let files = [
      SourceFile(path: "Engine/A/One.swift", lines: ["struct One {", "  var two: Two", "}"]),
      SourceFile(path: "Engine/B/Two.swift", lines: ["package final class Two {", "  let three = Three()", "}"]),
      SourceFile(path: "Engine/C/Three.swift", lines: ["struct Three {", "  // One is named in a comment only.", "}"]),
    ]
    #expect(Self.circle(from: "A", through: Self.knowledge(among: files)) == nil)
    let back = SourceFile(path: "Engine/C/Four.swift", lines: ["extension Three { var one: One? { nil } }"])
    #expect(Self.circle(from: "A", through: Self.knowledge(among: files + [back])) == ["A", "B", "C", "A"])
  }

  /// The folders, by those that mention one of their types.
  private static func knowledge(among files: [SourceFile]) -> [String: Set<String>] {
    var owners: [String: String] = [:]
    for file in files {
      for line in file.lines {
        guard let name = declaredType(in: line), owners[name] == nil else { continue }
        owners[name] = TargetPlace(file.path).folder
      }
    }
    var knowledge: [String: Set<String>] = [:]
    for file in files {
      guard let folder = TargetPlace(file.path).folder else { continue }
      for line in file.code {
        for word in line.code.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }) {
          guard let other = owners[String(word)], other != folder else { continue }
          knowledge[folder, default: []].insert(other)
        }
      }
    }
    return knowledge
  }

  /// The way from a folder back to itself; nil where there is none.
  private static func circle(from start: String, through knowledge: [String: Set<String>]) -> [String]? {
    var ways = [[start]]
    var seen: Set<String> = []
    while !ways.isEmpty {
      let way = ways.removeFirst()
      for next in (way.last.flatMap { knowledge[$0] } ?? []).sorted() {
        if next == start { return way + [next] }
        if seen.insert(next).inserted { ways.append(way + [next]) }
      }
    }
    return nil
  }

  /// The name of a type that is declared at the beginning of a line, which is where those outside of other types are.
  private static func declaredType(in line: Substring) -> String? {
    let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    guard line.first?.isLetter == true, let kind = words.firstIndex(where: { kinds.contains($0) }), kind + 1 < words.count,
      words[..<kind].allSatisfy({ modifiers.contains($0) })
    else { return nil }
    return String(words[kind + 1])
  }

  private static let kinds: Set<Substring> = ["struct", "class", "actor", "enum", "protocol", "typealias"]
  private static let modifiers: Set<Substring> = ["package", "public", "final", "indirect"]
}

/// Where a file lies: in which target, and in which folder directly below it, if in any.
private struct TargetPlace {
  let target: String
  let folder: String?

  init(_ path: String) {
    var parts = path.split(separator: "/").map(String.init)
    let targetParts = parts.first == "Codecs" ? 2 : 1
    target = parts.prefix(targetParts).joined(separator: "/")
    parts.removeFirst(targetParts)
    if parts.first == "Swift" { parts.removeFirst() }
    folder = parts.count > 1 ? parts.first : nil
  }
}
