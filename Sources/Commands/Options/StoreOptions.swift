import ArgumentParser
import PipelineEngine
import Storage
import SystemPackage

/// Where stored answers are, for commands without a pipeline file.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The folder of stored answers. Default: AQUATINT_STORE, else .aquatint in the current folder.", valueName: "folder"))
  var store: String?

  func path(_ surroundings: Surroundings) -> String {
    surroundings.currentFolder.resolving(store ?? surroundings.variable("AQUATINT_STORE") ?? ".aquatint").string
  }
}
