import PipelineSpec

extension Pipeline {
  /// Returns what a file is to say of where it comes from, and whether the pipeline file asks for that.
  package func provenance(of output: OutputDeclaration) -> (setting: ProvenanceSetting, isAsked: Bool) {
    let asked = output.provenance ?? (document.provenance == nil ? nil : provenance)
    return (asked ?? provenance, asked == .xmp)
  }
}
