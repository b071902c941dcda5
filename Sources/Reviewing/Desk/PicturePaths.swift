import PipelineModel
import Reporting
import SystemPackage

/// The pictures that a page names, by the paths that a browser asks for: nothing else is ever read.
struct PicturePaths: Sendable {
  struct Picture: Hashable, Sendable {
    let path: String
    /// The format's id; nil where it is not known.
    let format: String?
  }

  private var pictures: [String: Picture] = [:]

  init() {}

  init(_ report: Report) {
    for asset in report.assets {
      let all =
        [asset.source].compactMap(\.self) + asset.references + asset.variants.flatMap(\.pictures) + asset.calls.compactMap(\.picture)
      for picture in all {
        // The page stands at the root, above which a browser finds nothing: what leads up from there is left out of what it asks for.
        let address = picture.path.split(separator: "/").drop { $0 == ".." }.joined(separator: "/")
        let file = report.output.pushing(FilePath(picture.path)).lexicallyNormalized()
        if pictures[address] == nil { pictures[address] = Picture(path: file.string, format: picture.format) }
      }
    }
  }

  /// - Parameter address: without the slash at its beginning, percents resolved.
  subscript(address: String) -> Picture? { pictures[address] }
}
