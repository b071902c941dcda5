package import PipelineModel
import PipelineStages

extension BuiltIns {
  /// Everything that can be made of a set of assets.
  package static let collectors: [any CollectingStage.Type] = [
    SrcsetCollector.self,
    ImageSetCollector.self,
    AppleIconCollector.self,
    AndroidIconCollector.self,
    FaviconCollector.self,
    AtlasCollector.self,
  ]
}
