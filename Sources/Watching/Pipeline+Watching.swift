package import Diagnostics
package import PipelineModel
import PipelineSpec
import Planning
package import Storage
import SystemPackage

extension Pipeline {
  /// Returns whether a stage of the chain makes paid calls.
  package func makesCalls(_ components: Components) -> Bool {
    document.stages.contains { entry in
      components.stages[entry.name.text].map { $0 is any GenerationStage.Type || $0 is any DescribingStage.Type } ?? false
    }
  }

  /// Returns whether assets start from other assets' originals, so that none can be planned without the others.
  func hasLinkedAssets(_ components: Components) -> Bool {
    var builder = ChainBuilder(document: document, stages: components.stages)
    // Only the kind of an input matters here, not which file or asset it names.
    let names = Bindings(document.templateNames.map { ($0, $0) }).merging(values)
    return builder.chain(for: names).links.contains { link in
      if case .asset? = link.input?.input { true } else { false }
    }
  }

  /// Returns the mistakes in the file that do not depend on the present sources: one stands for all.
  package func mistakesWhateverTheSources(_ components: Components) throws(StorageError) -> [Diagnostic] {
    let naming = SourceNaming(self)
    let example = sourceScanner.survey(matching: sourcePatterns).files.first { source in
      if case .success = naming.names(of: source) { true } else { false }
    }
    return try Planner.check(self, components: components, sources: [example ?? .standIn(for: self)])
  }

  var sourcePatterns: [FilePattern] { (document.sources ?? []).flatMap(\.alternatives) }
}
