/// The keys at the top of a pipeline file. Any other key is an error.
package enum DocumentKey: String, CaseIterable, Sendable {
  case version
  case name
  case gateway
  case model
  case sources
  case matrix
  case rows
  case values
  case asset
  case output
  case files
  case keep
  case originals
  case stages
  case deliver
  case gateways
  case models
  case budget
  case limits
  case provenance

  /// The keys that no pipeline file can do without.
  package static let required: [DocumentKey] = [.version, .output, .stages]

  /// The purpose of each key, for schemas and help; a test ensures that none is missing.
  package static let documentation: [DocumentKey: String] = [
    .version: "The version of this format: 1.",
    .name: "What the pipeline is called; default: the file's stem.",
    .gateway: "The gateway that is asked, or several in order of preference: a built-in one or one of `gateways`. Default: `emulator`.",
    .model: "The model's id; needed if the chain generates.",
    .sources: "A pattern or a list of patterns: one asset for each file. Knows *, ?, […], {a,b} and **.",
    .matrix: "Axes with their values: one asset for each combination; `exclude` drops combinations, `include` adds single ones.",
    .rows:
      "Rows of names and values, one asset each, crossed with the matrix: a list of mappings, or a CSV or JSON file. `note` is added to the prompt.",
    .values: "Names that templates may use, with their defaults, which `--set` replaces.",
    .asset: "The asset's name and its folder below `output`; needed if there is more than one.",
    .output: "The folder that the assets and manifest.json are written into, relative to this file.",
    .files:
      "Where renditions go below `output`; default `${asset}/${rendition}.${ext}`. Knows `${hash}`, `${variant}` and `${name | slug}` too.",
    .keep: "Which variants' renditions are written: `all` (the default), or only those of the one that is `chosen`.",
    .originals: "Whether originals are kept in the output folder too (`keep`, the default), or in the store alone (`store`).",
    .stages: "What is done with each asset, in this order.",
    .deliver: "What is made of all assets together, once their chains have ended: sheets, icon sets, snippets.",
    .gateways: "Gateways of your own, or built-in ones with some of their data replaced.",
    .models: "Models of your own, or what is different about a known one.",
    .budget: "The most that one run may spend, in USD.",
    .limits: "What a picture may cost in memory; larger ones fail alone.",
    .provenance: "Whether renditions say how their pictures came to be: `xmp` (the default) or `none`.",
  ]
}
