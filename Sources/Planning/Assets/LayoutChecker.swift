import Diagnostics
import ImageCore
import PipelineModel
import PipelineSpec

/// Holds the paths that `files` gives to renditions against each other, against what else is written, and against the rules for names.
///
/// Digits of the content are left out, so that what depends on them is decided before anything is made.
struct LayoutChecker {
  private let pipeline: Pipeline
  private let codecs: CodecRegistry
  private let position: SourcePosition
  private var files: [String: (path: String, rendition: String, asset: String)] = [:]
  private var folders: [String: String] = [:]
  private var diagnostics: [Diagnostic] = []
  /// One forgotten name makes every path clash; a few of them say it.
  private static let maximumMistakes = 5

  /// Returns what is wrong with the paths; nothing where the file leaves them to us.
  static func check(_ assets: [Asset], of pipeline: Pipeline, codecs: CodecRegistry) -> [Diagnostic] {
    guard let template = pipeline.layout.template else { return [] }
    var checker = LayoutChecker(pipeline: pipeline, codecs: codecs, position: template.scalar.position)
    checker.check(assets, template)
    return checker.diagnostics
  }

  private init(pipeline: Pipeline, codecs: CodecRegistry, position: SourcePosition) {
    self.pipeline = pipeline
    self.codecs = codecs
    self.position = position
  }

  private mutating func check(_ assets: [Asset], _ template: Template) {
    let names = Set(assets.map { OutputNaming.fold($0.name) })
    for asset in assets {
      let empty = template.emptySlugs(asset.bindings)
      for name in empty {
        report(
          .emptySlug,
          "'${\(name) | slug}' is empty for the asset '\(asset.name)': '\(asset.bindings[name] ?? "")' has no letter or digit of ASCII")
      }
      // A path without one of its parts is no path to look at.
      guard empty.isEmpty else { continue }
      for declaration in asset.chain.links.flatMap(\.stage.outputs) {
        guard let format = declaration.format.flatMap({ codecs.codec(for: $0)?.format }) else { continue }
        for variant in 1...asset.graph.variants {
          let path = pipeline.layout.path(
            of: declaration.name, variant: variant, extension: format.fileExtension, content: nil, bindings: asset.bindings)
          check(path, declaration.name, of: asset, names: names)
        }
      }
      if diagnostics.count >= Self.maximumMistakes { return }
    }
    for (folded, file) in files.sorted(by: { $0.key < $1.key }) {
      guard let inside = folders[folded] else { continue }
      report(.layoutClash, "'\(file.path)' would be a file, and a folder for '\(inside)'")
    }
  }

  private mutating func check(_ path: String, _ rendition: String, of asset: Asset, names: Set<String>) {
    // A name that could not be put together was reported where its template is.
    guard !path.contains("${") else { return }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if path.hasPrefix("/") || parts.contains("..") || parts.contains(".") {
      report(.invalidLayout, "'\(path)' leads out of the output folder; 'files' names a place below it")
      return
    }
    for part in parts {
      // Without its digits a name may be nothing but an extension.
      let shown = pipeline.layout.usesHash && part.hasPrefix(".") ? "0" + part : part
      if let problem = OutputNaming.problem(with: shown) {
        report(.invalidLayout, "'\(path)' is no place for '\(rendition)' of '\(asset.name)': '\(part)' \(problem)")
        return
      }
    }
    let folded = OutputNaming.fold(path)
    if let other = files.updateValue((path, rendition, asset.name), forKey: folded) {
      let both =
        other.asset == asset.name
        ? "'\(other.rendition)' and '\(rendition)' of '\(asset.name)'" : "'\(rendition)' of '\(other.asset)' and of '\(asset.name)'"
      report(.layoutClash, "\(both) would be written to the same file '\(path)'")
    }
    var above = folded
    while let slash = above.lastIndex(of: "/") {
      above = String(above[..<slash])
      if folders.updateValue(path, forKey: above) != nil { break }
    }
    if let problem = clashWithOwn(parts, asset, names: names) { report(.layoutClash, "'\(path)' \(problem)") }
  }

  /// Returns what speaks against a path in view of the files that go into a folder with an asset's name.
  private func clashWithOwn(_ parts: [String], _ asset: Asset, names: Set<String>) -> String? {
    var own: [String] = []
    if asset.graph.lastGeneration != nil, pipeline.keptOriginals == .keep { own.append(OutputNaming.originalName(turn: 1, of: 1)) }
    if asset.chain.endsWithPreparedInput { own.append(OutputNaming.preparedName) }
    guard !own.isEmpty, let first = parts.first, names.contains(OutputNaming.fold(first)) else { return nil }
    if parts.count == 1 { return "would be a file, and the folder for what else is written of that asset" }
    // A folder without an extension is no file's name.
    guard parts.count == 2 || parts[1].contains(".") else { return nil }
    let stem = OutputNaming.fold(parts[1].lastIndex(of: ".").map { String(parts[1][..<$0]) } ?? parts[1])
    guard own.contains(where: { stem == $0 || stem.hasPrefix($0 + "-") }) else { return nil }
    return "is the name of a file that is written anyway"
  }

  private mutating func report(_ id: Diagnostic.ID, _ message: String) {
    guard diagnostics.count < Self.maximumMistakes else { return }
    diagnostics.append(Diagnostic(id, message, at: position))
  }
}

extension Diagnostic.ID {
  fileprivate static let layoutClash: Diagnostic.ID = "layout-clash"
  fileprivate static let invalidLayout: Diagnostic.ID = "invalid-layout"
  fileprivate static let emptySlug: Diagnostic.ID = "empty-slug"
}
