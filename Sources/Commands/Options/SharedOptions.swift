import ArgumentParser

/// The folder that several machines share.
struct SharedOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder that all machines see: calls are claimed there, so that none is made twice, and answers are shared.",
      valueName: "folder"))
  var shared: String?
}
