import FoundationEssentials
import TestSupport
import Testing

/// A text that was looked at once and must stay as it was.
///
/// With `AQUATINT_REWRITE_GOLDENS` set the file is written instead, to be looked at in the diff; on CI that is refused.
enum Golden {
  static func expect(_ actual: String, isAsIn name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let path = TestFiles.packageRoot + "/Tests/GoldenTests/" + name
    let environment = ProcessInfo.processInfo.environment
    if environment["AQUATINT_REWRITE_GOLDENS"] != nil {
      guard environment["CI"] == nil else {
        Issue.record("golden texts are not rewritten where CI is set", sourceLocation: sourceLocation)
        return
      }
      try Data(actual.utf8).write(to: URL(filePath: path))
      return
    }
    let expected = String(decoding: try TestFiles.bytes(at: path), as: UTF8.self)
    #expect(actual == expected, "\(name) says otherwise; see Golden.swift for how it is rewritten", sourceLocation: sourceLocation)
  }
}
