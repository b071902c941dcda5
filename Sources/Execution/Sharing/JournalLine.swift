package import PipelineModel

/// One line of a shared journal.
package enum JournalLine {
  /// A file that is about to get its name in the output folder.
  case file(Manifest.File)
  /// An asset whose work has ended.
  case ended(asset: String, failure: String?)

  private static let assetWord = "asset "
  private static let madeWord = "made"

  static func asset(_ name: String, failure: FailureCode?) -> JournalLine { .ended(asset: name, failure: failure?.name) }

  /// The text of the line: the entry of the manifest, or a word, the outcome and the name.
  package var text: String {
    switch self {
    case .file(let file): file.entry
    case .ended(let asset, let failure): "\(Self.assetWord)\(failure ?? Self.madeWord) \(asset)"
    }
  }

  /// Reads a line, or returns `nil` for one that this version does not know.
  package init?(_ line: Substring) {
    guard line.hasPrefix(Self.assetWord) else {
      guard let file = Manifest.File(entry: line) else { return nil }
      self = .file(file)
      return
    }
    let rest = line.dropFirst(Self.assetWord.count)
    guard let space = rest.firstIndex(of: " ") else { return nil }
    let outcome = String(rest[..<space])
    self = .ended(asset: String(rest[rest.index(after: space)...]), failure: outcome == Self.madeWord ? nil : outcome)
  }
}
