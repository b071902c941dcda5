import ArgumentParser
import PipelineEngine
import Storage
import SystemPackage

/// `aquatint init [JOB] [FILE]`
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Writes a short, commented pipeline file to start from. Never overwrites one.")

  @Argument(help: "What it is for: generate (pictures from words), prepare (local work only) or watch (a folder of sources).")
  var job = PipelineStarter.generate

  @Argument(help: "The file that is written.")
  var file = "pipeline.yaml"

  @OptionGroup var formatOptions: FormatOptions

  func run() throws {
    let path = Surroundings.current().currentFolder.resolving(file).string
    try Surfacing.storageErrorsNow {
      guard try FileStamp.of(path) == nil else {
        throw CommandFailure(
          .wrongInput, "'\(file)' is there already and stays as it is; name another file: aquatint init \(job.rawValue) FILE")
      }
      _ = try AtomicFile.write(Array(job.text.utf8), to: path)
    }
    switch formatOptions.format {
    case .text: Output.standardOutput.line((["wrote \(file); next:"] + job.next(file).map { "  \($0)" }).joined(separator: "\n"))
    case .json: Output.standardOutput.line(JSONValue.object([("path", .text(path)), ("job", .text(job.rawValue))]).line)
    }
  }
}
