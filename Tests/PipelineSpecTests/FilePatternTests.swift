import Diagnostics
import PipelineSpec
import TestSupport
import Testing

@Suite struct FilePatternTests {
  private func patterns(_ text: String) throws -> [FilePattern] {
    try FilePattern.parse(Node.Scalar(text, at: SourcePosition(line: 1, column: 1)))
  }

  /// Whether the pattern means the file at this path, written relative to the same folder.
  private func means(_ text: String, _ path: String) throws -> Bool {
    let components = path.split(separator: "/").map(String.init)
    return try patterns(text).contains { pattern in
      components.starts(with: pattern.base) && pattern.matches(Array(components.dropFirst(pattern.base.count)))
    }
  }

  @Test(arguments: [
    ("*.png", "a.png"), ("*", "a"), ("a*b*c", "aXbYc"), ("a*b*c", "abc"), ("?.png", "é.png"), ("a?c", "abc"),
    ("[abc].png", "b.png"), ("[a-c]x", "bx"), ("[!a-c]x", "dx"), ("[^a-c]x", "dx"), ("[]]x", "]x"), ("[a-]x", "-x"), ("[*]", "*"),
    ("*.{jpg,png}", "a.png"), ("{a,b{c,d}}.x", "bd.x"), ("{a,b{c,d}}.x", "a.x"), ("{,x}y", "y"), ("{a}", "a"), ("a}b,c", "a}b,c"),
    ("*.PNG", "a.png"), ("*.png", "A.PNG"), ("STRASSE/*", "STRASSE/x"), ("ÄÖ*", "äöx"), ("[A-C]", "b"), ("σ", "ς"),
    ("**/*.png", "a.png"), ("**/*.png", "x/y/a.png"), ("a/**/b.png", "a/b.png"), ("a/**/b.png", "a/x/y/b.png"), ("a/**", "a/b"),
    ("a/**", "a/b/c"), ("**/**/x", "x"), ("**/a/**/b", "q/a/b/a/b"), (".x*", ".xy"), ("{.a,b}", ".a"), (".*", ".a"), ("**/.x/*", "y/.x/z"),
    ("./a//b/./*.png", "a/b/c.png"), ("{a/b,c}/*.png", "a/b/x.png"), ("{a/b,c}/*.png", "c/x.png"), ("{a,b/{c,d}}/e", "b/d/e"),
    ("a\\b", "a\\b"),
    ("photo (1).jpg", "photo (1).jpg"),
  ])
  func `matches`(_ pattern: String, _ path: String) throws {
    #expect(try means(pattern, path))
  }

  @Test(arguments: [
    ("*.png", "a.jpg"), ("*.png", "x/a.png"), ("*", ".hidden"), ("?a", ".a"), ("[.]a", ".a"), ("[!x]a", ".a"), ("**/*.png", ".x/a.png"),
    ("**", ".a"),
    ("a?c", "ac"), ("[!a]x", "Ax"), ("a", "ab"), ("ab", "a"), ("a/**/b.png", "b.png"), ("a/**", "a"), ("*.{jpg,png}", "a.gif"),
    ("a/*/b", "a/x/y/b"),
    ("{a,b}", "a,b"), ("x", "y"),
  ])
  func `does not match`(_ pattern: String, _ path: String) throws {
    #expect(try !means(pattern, path))
  }

  @Test func `the folders before the first wildcard are spelled out`() throws {
    let pattern = try #require(try patterns("../Samples/products/*.{jpg,png}").first)
    #expect(pattern.base == ["..", "Samples", "products"])
    #expect(!pattern.isAbsolute)
    let absolute = try #require(try patterns("/a/b.png").first)
    #expect(absolute.isAbsolute)
    #expect(absolute.base == ["a"])
    #expect(absolute.matches(["B.png"]))
    #expect(try patterns("{a/b,c}/*.png").map(\.base) == [["a", "b"], ["c"]])
  }

  @Test func `the letter case of spelled-out folders can be ignored`() throws {
    let pattern = try #require(try patterns("../Samples/x/*.png").first).ignoringCaseInBase
    #expect(pattern.base == [".."])
    #expect(pattern.matches(["samples", "X", "a.png"]))
    #expect(pattern.couldDescend(into: ["SAMPLES"]))
    #expect(!pattern.couldDescend(into: ["other"]))
  }

  @Test func `folders that cannot hold a match need not be entered`() throws {
    let pattern = try #require(try patterns("a*/b/**/*.png").first)
    #expect(pattern.couldDescend(into: []))
    #expect(pattern.couldDescend(into: ["ax"]))
    #expect(!pattern.couldDescend(into: ["bx"]))
    #expect(!pattern.couldDescend(into: ["ax", "c"]))
    #expect(pattern.couldDescend(into: ["ax", "b", "deep", "er"]))
    #expect(!pattern.couldDescend(into: ["ax", "b", ".git"]))
    #expect(try !#require(try patterns("*.png").first).couldDescend(into: ["x.png"]))
  }

  @Test(arguments: [
    ("x1️⃣[ab", "the '[' has no closing ']'"), ("x/1️⃣{a,b", "the '{' has no closing '}'"), ("1️⃣{a,{b}", "the '{' has no closing '}'"),
    ("[1️⃣z-a]", "the range 'z-a' runs backwards"), ("a/1️⃣**.png", "'**' must stand alone between slashes"),
    ("*/1️⃣../a", "'..' cannot stand after a wildcard"), ("1️⃣photos/", "it names a folder; expected files"),
    ("1️⃣..", "it names a folder; expected files"),
    ("x/1️⃣${season}/*", "templates cannot stand in 'sources'"), ("[a1️⃣/b]", "'[…]' matches within one name and cannot hold a '/'"),
  ])
  func `mistakes`(_ pattern: String, _ reason: String) {
    for quote in ["'", "\""] {
      let marked = MarkedText("version: 1\noutput: o\nstages: [verify]\nsources: \(quote)\(pattern)\(quote)\n")
      let plain = MarkedText(pattern).text
      #expect(
        marked.describe(PipelineDocument.parse(bytes: marked.bytes, name: "t").diagnostics)
          == ["1️⃣ invalid-pattern: '\(plain)' is not a valid pattern: \(reason)"])
    }
  }

  @Test func `hostile patterns take time in proportion`() throws {
    let stars = String(repeating: "*a", count: 100) + "b"
    #expect(try !means(stars, String(repeating: "a", count: 600)))
    let braces = String(repeating: "{a,aa}", count: 100)
    #expect(try means(braces, String(repeating: "a", count: 150)))
    #expect(try !means(braces, String(repeating: "a", count: 201)))
    let folders = String(repeating: "**/a/", count: 50) + "b"
    #expect(try !means(folders, String(repeating: "a/", count: 100) + "c"))
    #expect(chosen([String(repeating: "*", count: 4_000)], among: ["a"]) == ["a"])
  }

  @Test(arguments: [
    String(repeating: "{", count: 100) + String(repeating: "}", count: 100), String(repeating: "{a/b,c/d}", count: 100),
    String(repeating: "a", count: 5_000), "",
  ])
  func `patterns beyond all measure are refused`(_ pattern: String) {
    #expect(throws: DiagnosticError.self) { try patterns(pattern) }
  }

  private func chosen(_ selectors: [String], among names: Set<String>) -> [String] {
    let selection = NameSelection(selectors.map(GlobText.init), among: names)
    return names.filter(selection.contains).sorted()
  }

  @Test(arguments: [
    ("shoe-*", ["shoe-spring"]), ("*", ["Shoe", "a,b", "b-1", "hero 1", "hero [1]", "shoe-spring", "shoes"]), ("{a,b}-?", ["b-1"]),
    ("shoe", []), ("Shoe*", ["Shoe"]), ("Shoe", ["Shoe"]), ("hero [1]", ["hero [1]"]), ("hero [[]1]", ["hero [1]"]),
    ("hero [0-9]", ["hero 1"]),
    ("a,b", ["a,b"]), ("{a,b}", []), ("[a", []), ("", []),
  ])
  func `a selector means the name that it spells, and only then is a pattern`(_ selector: String, _ expected: [String]) {
    let names: Set = ["shoe-spring", "shoes", "Shoe", "b-1", "hero 1", "hero [1]", "a,b"]
    #expect(chosen([selector], among: names) == expected)
  }

  @Test func `a text that is no pattern may be a name, and says why it is no pattern`() {
    #expect(chosen(["[a", "{"], among: ["[a", "{", "b"]) == ["[a", "{"])
    let glob = GlobText("[a")
    #expect(glob.problem?.message == "'[a' is not a valid pattern: the '[' has no closing ']'")
    #expect(glob.problem?.position == nil)
    #expect(NameSelection([glob], among: ["b"]).unmatched == [glob])
  }

  @Test(arguments: [
    ("caf\u{E9}*", "cafe\u{301} 1.png"), ("cafe\u{301}*", "caf\u{E9} 1.png"), ("caf?.png", "cafe\u{301}.png"),
    ("caf[\u{E9}].png", "cafe\u{301}.png"), ("CAFE\u{301}.png", "caf\u{E9}.png"), ("\u{AC00}*", "\u{1100}\u{1161}.png"),
  ])
  func `letters that Unicode holds for the same are the same`(_ pattern: String, _ name: String) throws {
    #expect(try means(pattern, name))
    #expect(chosen([pattern.lowercased()], among: [name]) == [name])
  }
}
