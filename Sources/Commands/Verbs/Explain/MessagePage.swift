/// The page of all messages and failures, as the program carries it with it.
struct MessagePage: Sendable {
  struct Entry: Sendable {
    let id: String
    /// What it means and what to do; for a message with an example.
    let text: String
  }

  /// In the order of the page. A word that is both a message and a failure has two.
  let entries: [Entry]

  static let builtIn = MessagePage(String(decoding: PackageResources.Messages_md, as: UTF8.self))

  /// Reads the page: a message is a heading of the third level with what follows, a failure a row of a table with three columns.
  init(_ page: String) {
    var entries: [Entry] = []
    var heading: String?
    var body: [Substring] = []
    func close() {
      let lines = Self.plain(body)
      if let id = heading, !id.contains(" "), !lines.isEmpty { entries.append(Entry(id: id, text: lines)) }
      body = []
      heading = nil
    }
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if let entry = Self.row(line) {
        entries.append(entry)
      } else if line.hasPrefix("## ") {
        close()
      } else if line.hasPrefix("### ") {
        close()
        heading = String(line.dropFirst(4))
      } else if !line.hasPrefix("|") {
        body.append(line)
      }
    }
    close()
    self.entries = entries
  }

  /// Reads `| \`id\` | what happened | what to do |`.
  private static func row(_ line: Substring) -> Entry? {
    guard line.hasPrefix("| `") else { return nil }
    let cells = line.split(separator: "|").map { $0.trimmed }
    guard cells.count == 3 else { return nil }
    let id = cells[0].filter { $0 != "`" }
    return Entry(id: String(id), text: "\(cells[1])\n\(cells[2])")
  }

  /// The lines without the marks of code blocks, which stand indented instead.
  private static func plain(_ lines: [Substring]) -> String {
    var result: [String] = []
    var isCode = false
    for line in lines {
      if line.hasPrefix("```") {
        isCode.toggle()
      } else {
        result.append(isCode && !line.isEmpty ? "  \(line)" : String(line))
      }
    }
    return String(result.joined(separator: "\n").trimmed)
  }
}

extension StringProtocol where SubSequence == Substring {
  /// Without spaces and line ends at both ends.
  fileprivate var trimmed: Substring {
    let start = self.drop(while: \.isWhitespace)
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return start.prefix(0) }
    return start[...end]
  }
}
