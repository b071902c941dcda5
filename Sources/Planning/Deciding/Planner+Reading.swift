import Diagnostics
import PipelineModel
import PipelineSpec
import Storage
import SystemPackage

extension Planner {
  /// Returns the files that any of the assets reads, each once.
  func filePaths(of assets: [Asset], in pipeline: Pipeline) -> [FilePath] {
    var paths: Set<FilePath> = []
    for asset in assets {
      for link in asset.chain.links {
        if case .file(let path, _)? = link.input?.input { paths.insert(pipeline.resolving(path)) }
        for reference in link.generation?.references ?? [] { paths.insert(pipeline.resolving(reference.path)) }
        for side in link.stage.sideInputs {
          if case .mask(let path) = side.origin { paths.insert(pipeline.resolving(path.string)) }
        }
      }
    }
    // A path makes its text anew each time it is asked.
    return paths.map { (path: $0, text: $0.string) }.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }.map { $0.path }
  }

  /// Returns what the manifest has, or `nil` if there is none.
  /// - Parameter written: the entries of files that a run wrote, which was killed or is under way, here or on another machine.
  func readManifest(
    of pipeline: Pipeline, written: [String], into diagnostics: inout [Diagnostic]
  ) throws(StorageError) -> ManifestIndex? {
    let path = pipeline.output.appending(Manifest.fileName).string
    guard try FileStamp.of(path) != nil else {
      return written.isEmpty ? nil : ManifestIndex(pipeline: pipeline.name).adding(written)
    }
    let manifest: ManifestIndex
    let bytes = try FileBytes.read(path, limit: Manifest.sizeLimit)
    do throws(ManifestError) {
      manifest = try ManifestIndex.read(bytes)
    } catch {
      let message =
        switch error {
        case .newer(let version):
          "'\(path)' was written by a newer version of this program (manifest version \(version), known up to \(Manifest.currentVersion)); use that version, or choose another 'output'"
        case .foreign: "'\(path)' is not a manifest of this program; move it away or choose another 'output'"
        }
      diagnostics.append(Diagnostic(.foreignOutput, message, at: pipeline.document.output.scalar.position))
      return nil
    }
    guard manifest.pipeline == pipeline.name else {
      diagnostics.append(
        Diagnostic(
          .foreignOutput,
          "the output folder '\(pipeline.output)' belongs to the pipeline '\(manifest.pipeline)'; name another 'output', or give this pipeline that name",
          at: pipeline.document.output.scalar.position))
      return nil
    }
    return manifest.adding(written)
  }
}

extension Diagnostic.ID {
  fileprivate static let foreignOutput: Diagnostic.ID = "foreign-output"
}
