import Diagnostics
import PipelineModel
import Planning
import Runs
import Storage
import SystemPackage

/// The pipeline file that is meant where the command line names none.
enum DefaultPipelineFile {
  private static let usual = "pipeline.yaml"
  /// A pipeline file is small; nothing larger is looked into.
  private static let limit = 1 << 20
  private static let maximumNames = 5

  /// Returns `pipeline.yaml`, or else the only `*.yaml` of the current folder with `version:` and `stages:` at its top.
  static func name(in environment: ProcessEnvironment) throws -> String {
    let folder = environment.currentFolder
    if isFile(folder.appending(usual)) { return usual }
    let found = try mappingStorageErrorsNow { try Folder.names(in: folder.string) }.filter { name in
      name.hasSuffix(".yaml") && !name.hasSuffix(".lock.yaml") && !name.hasPrefix(".") && isPipeline(folder.appending(name))
    }.sorted()
    if found.count == 1 { return found[0] }
    guard !found.isEmpty else {
      throw CommandFailure(.wrongInput, "there is no pipeline file in this folder; name one, or `aquatint init` writes one to start from")
    }
    let shown = found.prefix(maximumNames).map { "'\($0)'" }.joined(separator: ", ")
    let rest = found.count > maximumNames ? " and \(found.count - maximumNames) more" : ""
    throw CommandFailure(.wrongInput, "there are \(found.count) pipeline files in this folder; name the one that is meant: \(shown)\(rest)")
  }

  private static func isFile(_ path: FilePath) -> Bool {
    switch FileKind.of(path.string) {
    case .file, .linkToFile: true
    case .folder, .other, nil: false
    }
  }

  /// A file that cannot be read is not the one that is meant.
  private static func isPipeline(_ path: FilePath) -> Bool {
    guard isFile(path) else { return false }
    do throws(StorageError) {
      let lines = String(decoding: try FileBytes.read(path.string, limit: limit), as: UTF8.self).split(whereSeparator: \.isNewline)
      return ["version:", "stages:"].allSatisfy { key in lines.contains { $0.hasPrefix(key) } }
    } catch {
      return false
    }
  }
}

extension PipelineArguments {
  /// - Parameter readsStandardInput: whether `-` stands for what is read from there.
  func invocation(in environment: ProcessEnvironment, readsStandardInput: Bool = false) throws -> PipelineInvocation {
    let file = try file ?? DefaultPipelineFile.name(in: environment)
    if file == PipelineLoader.standardInput, !readsStandardInput {
      throw CommandFailure(
        .wrongInput, "what was chosen is kept beside the pipeline file, so this needs one; `plan -` and `check -` read standard input")
    }
    return assets.applied(to: pipeline.applied(to: PipelineInvocation(file: file)))
  }
}
