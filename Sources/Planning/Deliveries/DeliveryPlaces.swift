import ImageCore
import PipelineModel

/// The paths of renditions and of what deliveries are known to make, which finds two that would be one.
struct DeliveryPlaces {
  /// What is written to a path, by the path as file systems may take it.
  private var files: [String: String] = [:]
  /// A file in each folder, by the folder's path.
  private var folders: [String: String] = [:]

  /// Takes in the renditions of all assets, of every variant; those whose paths hold digits of their content clash with nothing.
  init(_ assets: [Asset], of pipeline: Pipeline, codecs: CodecRegistry) {
    guard !pipeline.layout.usesHash else { return }
    for asset in assets {
      for declaration in asset.chain.links.flatMap(\.stage.outputs) {
        guard let format = declaration.format.flatMap({ codecs.codec(for: $0)?.format }) else { continue }
        for variant in 1...asset.graph.variants {
          let path = pipeline.layout.path(
            of: declaration.name, variant: variant, extension: format.fileExtension, content: nil, bindings: asset.bindings)
          add(path, of: "'\(declaration.name)' of '\(asset.name)'")
        }
      }
    }
  }

  /// Takes in the files of a delivery.
  /// - Parameter paths: relative to the output folder.
  /// - Returns: what two of all files have in common, or `nil` where each has its own place; then they are taken in.
  mutating func clash(adding paths: [String], of owner: String) -> String? {
    for path in paths {
      let folded = OutputNaming.fold(path)
      if let other = files[folded] { return "'\(path)' would be a file of \(owner), and \(other)" }
      if let inside = folders[folded] { return "'\(path)' would be a file of \(owner), and a folder for '\(inside)'" }
      for folder in Self.folders(above: folded) {
        if let other = files[folder] { return "'\(path)' would lie in a folder that is a file: \(other)" }
      }
    }
    for path in paths { add(path, of: "a file of \(owner)") }
    return nil
  }

  private mutating func add(_ path: String, of owner: String) {
    let folded = OutputNaming.fold(path)
    files[folded] = owner
    for folder in Self.folders(above: folded) where folders.updateValue(path, forKey: folder) != nil { break }
  }

  /// Returns the folders that a file lies in, the nearest first.
  private static func folders(above path: String) -> [String] {
    var found: [String] = []
    var above = path[...]
    while let slash = above.lastIndex(of: "/") {
      above = above[..<slash]
      found.append(String(above))
    }
    return found
  }
}
