import ArgumentParser
import Diagnostics
import JSON
import PipelineModel
import Runs
import Storage
import SystemPackage

/// `aquatint init [JOB] [FILE]`
struct InitCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Writes a short, commented pipeline file to start from. Never overwrites one.")

  @Argument(
    help:
      "What it is for: generate (pictures from words), shop (products by season, for a page), icons (a table to a sheet), prepare (local work only) or watch (a folder of sources); or a file or folder."
  )
  var job = Job.starter(.generate)

  @Argument(help: "The file that is written. Default: pipeline.yaml.", completion: .file())
  var file: String?

  @OptionGroup var formatOptions: FormatOptions

  /// The first word: the job of the pipeline, or, for pictures from text, the file alone.
  enum Job: ExpressibleByArgument {
    case starter(PipelineStarter)
    case file(String)
    /// Of another name than any job's; it is made.
    case folder(String)

    init?(argument: String) {
      if let starter = PipelineStarter(argument: argument) {
        self = .starter(starter)
      } else if argument.hasSuffix(".yaml") || argument.hasSuffix(".yml") {
        self = .file(argument)
      } else if Suggestion.nearest(to: argument, among: PipelineStarter.allValueStrings) == nil {
        self = .folder(argument)
      } else {
        return nil
      }
    }

    static var allValueStrings: [String] { PipelineStarter.allValueStrings }

    var defaultValueDescription: String {
      switch self {
      case .starter(let starter): starter.rawValue
      case .file(let name), .folder(let name): name
      }
    }
  }

  func validate() throws {
    switch (job, file) {
    case (.file(let first), let file?), (.folder(let first), let file?):
      throw ValidationError("'\(first)' is no job; expected \(Job.allValueStrings.joined(separator: ", ")) before '\(file)'")
    case (.starter, _), (.file, nil), (.folder, nil): break
    }
  }

  func run(in environment: ProcessEnvironment) async throws {
    switch job {
    case .starter(let job): try write(job, to: file ?? "pipeline.yaml", environment)
    case .file(let file): try write(.generate, to: file, environment)
    case .folder(let folder):
      let path = environment.currentFolder.resolving(folder).string
      try mappingStorageErrorsNow { try Folder.create(at: path) }
      try write(.generate, to: folder, environment)
    }
  }

  private func write(_ job: PipelineStarter, to name: String, _ environment: ProcessEnvironment) throws {
    // A folder gets a file of the usual name.
    let isFolder = name.hasSuffix("/") || FileKind.of(environment.currentFolder.resolving(name).string) == .folder
    let file = isFolder ? FilePath(name).appending("pipeline.yaml").string : name
    let path = environment.currentFolder.resolving(file).string
    try OutputFile.checkFolder(of: file, environment)
    try mappingStorageErrorsNow {
      guard try FileStamp.of(path) == nil else {
        throw CommandFailure(
          .wrongInput, "'\(file)' is there already and stays as it is; name another file: aquatint init \(job.rawValue) FILE")
      }
      if let folder = job.sourceFolder {
        try Folder.create(at: FilePath(path).removingLastComponent().appending(folder).string)
      }
      _ = try AtomicFile.write(Array(job.text(for: FilePath(file).stem ?? "pipeline").utf8), to: path)
    }
    switch formatOptions.format {
    case .text: Output.standardOutput.line((["wrote \(file); next:"] + job.next(file).map { "  \($0)" }).joined(separator: "\n"))
    case .json: Output.standardOutput.line(JSONDocument.starter.value([("path", .text(path)), ("job", .text(job.rawValue))]).line)
    }
  }
}
