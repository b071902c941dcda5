import Foundation

/// A file below `Sources`.
struct SourceFile {
  /// Below `Sources`.
  let path: String
  let lines: [Substring]

  struct Line {
    /// From 1.
    let number: Int
    /// Without what follows `//`.
    let code: String

    /// Whether a word stands in the line that is not the end of a longer one: `try?`, but not `Entry?`. One that begins with no letter has
    /// something before it, as `.atomic` has.
    func uses(_ word: String) -> Bool {
      // Nearly no line has any of the words; Foundation's search is the quicker one to say so.
      guard code.range(of: word, options: .literal) != nil else { return false }
      guard word.first?.isLetter ?? false else { return true }
      return code.ranges(of: word).contains { range in
        guard range.lowerBound > code.startIndex else { return true }
        let before = code[code.index(before: range.lowerBound)]
        return !before.isLetter && !before.isNumber && before != "_"
      }
    }
  }

  /// Lines without comments and without what stands in string literals of one line.
  var code: [Line] {
    lines.enumerated().map { index, text in Line(number: index + 1, code: SourceFile.code(in: text)) }
  }

  /// The modules that the file imports, with the line.
  var imports: [(module: String, line: Int)] {
    code.compactMap { line in
      let words = line.code.split { $0 == " " || $0 == "\t" }
      guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count,
        words[..<keyword].allSatisfy({ SourceFile.modifiers.contains(String($0)) || $0.hasPrefix("@") })
      else { return nil }
      var name = words[keyword + 1]
      // `import struct Module.Name`
      if SourceFile.kinds.contains(String(name)), keyword + 2 < words.count { name = words[keyword + 2] }
      return (String(name.prefix { $0 != "." && $0 != ";" }), line.number)
    }
  }

  private static let modifiers: Set = ["package", "public", "internal", "private", "fileprivate"]
  private static let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]

  private static func code(in line: Substring) -> String {
    var result: [UInt8] = []
    var isInString = false
    var previous = UInt8(ascii: " ")
    for byte in line.utf8 {
      if byte == UInt8(ascii: "\""), previous != UInt8(ascii: "\\") { isInString.toggle() }
      if !isInString {
        if byte == UInt8(ascii: "/"), previous == UInt8(ascii: "/") {
          result.removeLast()
          break
        }
        result.append(byte)
      }
      previous = previous == UInt8(ascii: "\\") && byte == UInt8(ascii: "\\") ? UInt8(ascii: " ") : byte
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The folder with the manifest.
  static let packageRoot: URL = {
    // Tests/ArchitectureTests/SourceFile.swift
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }()

  /// All files below `Sources` with one of these extensions, sorted by path.
  static func all(_ extensions: Set<String> = ["swift"]) throws -> [SourceFile] {
    let root = packageRoot.appending(path: "Sources").resolvingSymlinksInPath()
    guard let paths = FileManager.default.enumerator(atPath: root.path) else { return [] }
    return try paths.compactMap { $0 as? String }.filter { extensions.contains(($0 as NSString).pathExtension) }.sorted().map { path in
      let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      return SourceFile(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }
}
