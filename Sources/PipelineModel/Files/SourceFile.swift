package import PipelineSpec
import SystemPackage

/// A picture that a pipeline starts from.
package struct SourceFile: Hashable, Sendable {
  /// Absolute.
  package let path: String
  /// As in `${source}`: relative to the pipeline file, or absolute if the pattern was.
  package let writtenPath: String

  package init(path: String, writtenPath: String) {
    self.path = path
    self.writtenPath = writtenPath
  }

  package var name: String { FilePath(path).lastComponent?.string ?? path }

  package var stem: String { FilePath(path).stem ?? name }

  /// The names that templates may use for it.
  package var bindings: Bindings { .source(path: writtenPath, name: name, stem: stem) }
}
