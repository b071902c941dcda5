package import PipelineModel
import PipelineStages

extension BuiltIns {
  /// Every stage, in the order in which a chain usually has them.
  package static let stages: [any Stage.Type] = [
    DecodeStage.self,
    NormalizeStage.self,
    GenerateStage.self,
    VerifyStage.self,
    CompareStage.self,
    ProtectStage.self,
    CutoutStage.self,
    DescribeStage.self,
    ThumbnailsStage<BuiltIns>.self,
  ]
}
