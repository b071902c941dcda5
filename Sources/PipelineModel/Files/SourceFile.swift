package import PipelineSpec
import SystemPackage

/// A picture that a pipeline starts from.
package struct SourceFile: Hashable, Sendable {
  /// Absolute.
  package let path: String
  /// As `${source}` has it: relative to the pipeline file, or absolute where the pattern was.
  package let writtenPath: String

  package init(path: String, writtenPath: String) {
    self.path = path
    self.writtenPath = writtenPath
  }

  package var name: String { FilePath(path).lastComponent?.string ?? path }

  package var stem: String { FilePath(path).stem ?? name }

  /// What templates may say of it.
  package var bindings: Bindings { .source(path: writtenPath, name: name, stem: stem) }
}
