import ArgumentParser
import Planning

/// The part of the assets that a command is about.
struct ShardOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only the assets of part I of N, from 1; the same on every machine. Nothing is made that takes all assets.", valueName: "i/n"))
  var shard: ShardArgument?
}

/// `3/100`.
struct ShardArgument: ExpressibleByArgument {
  let shard: Shard

  init?(argument: String) {
    guard let shard = Shard(argument) else { return nil }
    self.shard = shard
  }
}
