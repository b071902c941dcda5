import PipelineModel
import SystemPackage

/// Where a picture's own pixels are kept.
enum ProtectedArea: Hashable, Sendable {
  /// Where the source is not transparent.
  case alpha
  /// Where a file of the source's size is white.
  case file(FilePath)

  init?(_ text: String) {
    if text.isEmpty { return nil }
    self = text == "alpha" ? .alpha : .file(FilePath(text))
  }

  var text: String {
    switch self {
    case .alpha: "alpha"
    case .file(let path): path.string
    }
  }
}
