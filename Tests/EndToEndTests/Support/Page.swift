import Foundation
import Testing

/// The contact sheet of a scratch folder, read with as little understanding as a test needs.
struct Page {
  struct Picture {
    let path: String
    let width: Int?
    let height: Int?
    let isLazy: Bool
  }

  let text: String

  init(_ scratch: Scratch, in output: String = "out") throws { text = try scratch.text("\(output)/index.html") }

  /// The names of the assets, in the order of the page.
  var assets: [String] { all(#"<h2 dir="auto">([^<]*)</h2>"#).map(Self.unescaped) }

  var states: [String] { all(#"data-state="([^"]*)""#) }

  /// The commands that choose an answer.
  var picks: [String] { all(#"data-pick="([^"]*)""#).map(Self.unescaped) }

  var pictures: [Picture] {
    all(#"(<img src[^>]*>)"#).map { tag in
      func attribute(_ name: String) -> String? { Self.matches(of: "\(name)=\"([^\"]*)\"", in: tag).first }
      return Picture(
        path: attribute("src") ?? "", width: attribute("width").flatMap { Int($0) }, height: attribute("height").flatMap { Int($0) },
        isLazy: tag.contains(#"loading="lazy""#))
    }
  }

  /// The first text that the group of `pattern` stands for.
  func first(_ pattern: String) -> String? { all(pattern).first }

  func all(_ pattern: String) -> [String] { Self.matches(of: pattern, in: text) }

  /// Expects every picture and link of the page to lead to a file that is there.
  func expectTargets(in scratch: Scratch, output: String = "out", sourceLocation: SourceLocation = #_sourceLocation) throws {
    let targets = Set(all(##"(?:src|href)="([^"#][^"]*)""##))
    #expect(!targets.isEmpty, sourceLocation: sourceLocation)
    for target in targets {
      let path = try #require(target.removingPercentEncoding, sourceLocation: sourceLocation)
      #expect(scratch.exists("\(output)/\(path)"), "\(path)", sourceLocation: sourceLocation)
    }
  }

  private static func matches(of pattern: String, in text: String) -> [String] {
    do {
      let expression = try Regex(pattern, as: (Substring, Substring).self)
      return text.matches(of: expression).map { String($0.output.1) }
    } catch {
      Issue.record("\(error)")
      return []
    }
  }

  private static func unescaped(_ text: String) -> String {
    [("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&#47;", "/"), ("&amp;", "&")]
      .reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }
}
