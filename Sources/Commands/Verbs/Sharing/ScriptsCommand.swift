import ArgumentParser
import GatewayAPI
import PipelineModel
import Reporting
import Runs
import Storage
import SystemPackage

/// `aquatint scripts slurm|parallel PLAN --shards N --at-once W --shared DIR`
struct ScriptsCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "scripts",
    abstract: "Prints what an engine takes that runs the parts of a kept plan on several machines. Starts nothing.",
    discussion: """
      One job for each part; the engine's own retries are off. Submitting it again is the retry: parts that are done are not started again.
      """)

  enum Engine: String, CaseIterable, ExpressibleByArgument {
    /// https://slurm.schedmd.com/sbatch.html
    case slurm
    /// https://www.gnu.org/software/parallel/man.html
    case parallel
  }

  @Argument(help: "The engine: slurm, or GNU parallel.")
  var engine: Engine

  @Argument(help: "The kept plan.")
  var plan: String

  @Option(help: ArgumentHelp("Into how many parts the assets are divided.", valueName: "n"))
  var shards: Int

  @Option(help: ArgumentHelp("How many parts run at a time; the limits of the gateways are divided among them.", valueName: "w"))
  var atOnce: Int

  @OptionGroup var sharing: SharedOptions

  @Option(help: ArgumentHelp("The folder of stored answers, on a disk of each machine's own.", valueName: "folder"))
  var store: String?

  @OptionGroup var messages: MessageOptions

  func validate() throws {
    if sharing.shared == nil { throw ValidationError("name the folder that the machines share with --shared") }
    guard (1...1_000_000).contains(shards) else { throw ValidationError("--shards takes a number from 1 to 1000000") }
    guard (1...shards).contains(atOnce) else { throw ValidationError("--at-once takes a number from 1 to that of --shards") }
  }

  func run(in environment: ProcessEnvironment) async throws {
    let kept = try KeptPlan.required(plan, environment)
    let path = environment.currentFolder.resolving(plan)
    let digest = try SharedOptions.identity(of: plan, environment)
    let invocation = try PipelineInvocation(file: kept.pipeline).carryingOut(kept)
    let session = try Session(invocation, format: .text, environment: environment)
    let pipeline = try session.load(kept.pipeline).pipeline
    try RunsAtOnce.require(atOnce, dividing: pipeline.gateways)
    let script = JobScript(
      name: pipeline.name, plan: path.string, digest: digest, shards: shards, atOnce: atOnce,
      shared: environment.currentFolder.resolving(sharing.shared ?? "").string,
      store: store.map { environment.currentFolder.resolving($0).string },
      longestCall: pipeline.gateways.map { $0.timeout(for: nil, tier: pipeline.tier ?? .standard).components.seconds }.max() ?? 0)
    Output.standardOutput.write(engine == .slurm ? script.slurm : script.parallel)
  }
}
