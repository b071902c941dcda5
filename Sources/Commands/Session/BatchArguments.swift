import ArgumentParser
import GatewayAPI

/// The option that makes calls items of batch jobs.
struct BatchArguments: ParsableArguments {
  @Flag(help: "Has the calls answered within a day as items of batch jobs, for less; 'collect' fetches the answers.")
  var batch = false

  /// Refuses what contradicts it.
  func check(_ arguments: PipelineArguments) throws {
    if batch, arguments.pipeline.tier != nil { throw ValidationError("--batch is a tier of its own, so it cannot be combined with --tier") }
  }

  func apply(to invocation: inout PipelineInvocation) {
    if batch { invocation.tier = .batch }
  }
}
