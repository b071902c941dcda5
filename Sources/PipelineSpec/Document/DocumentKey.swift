/// The keys at the top of a pipeline file. What is not here is an error.
enum DocumentKey: String, CaseIterable {
  case version
  case name
  case gateway
  case model
  case sources
  case matrix
  case values
  case asset
  case output
  case stages
  case gateways
  case models
  case budget
  case limits
  case provenance
}
