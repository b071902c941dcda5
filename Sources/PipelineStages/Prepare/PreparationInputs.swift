import Diagnostics
package import ImageCore
import PipelineModel
import PipelineSpec
import Storage
package import SystemPackage

/// A file that is to be prepared.
package struct PreparationInput: Hashable, Sendable {
  /// Absolute.
  package let path: String
  /// As the user named it, or would.
  package let shown: String
}

/// The files that arguments stand for, and the mistakes in the arguments.
package struct PreparationInputs: Sendable {
  /// In the order of the arguments, and of the paths' bytes within each; no file twice.
  package private(set) var files: [PreparationInput] = []
  /// Arguments and folders that yield nothing, each with its reason.
  package private(set) var problems: [(shown: String, name: String, message: String)] = []
  /// Files in folders that are no pictures, neither by name nor by content.
  package private(set) var leftOut = 0

  private let folder: FilePath
  private let output: String?
  private let codecs: CodecRegistry
  private var known: Set<FilePath> = []

  /// - Parameters:
  ///   - folder: the folder that relative arguments start from.
  ///   - output: the folder that is written to; nothing in it or below is ever an input.
  /// - Throws: `DiagnosticError` for an argument that is no pattern.
  package init(_ arguments: [String], in folder: FilePath, output: String?, codecs: CodecRegistry) throws {
    self.folder = folder
    self.output = output.map(RealPath.of)
    self.codecs = codecs
    for argument in arguments { try add(argument) }
  }

  private mutating func add(_ argument: String) throws {
    let path = folder.resolving(argument)
    switch FileKind.of(path.string) {
    case .file?, .linkToFile?: addNamed(argument, at: path)
    case .folder?: addFolder(argument, at: path)
    // A link to a folder is followed only if a user names it.
    case .other? where FileKind.of(path.string + "/.") == .folder: addFolder(argument, at: path)
    case .other?: problems.append((argument, "not-a-file", "it is neither a file nor a folder"))
    case nil:
      guard argument.unicodeScalars.contains(where: { "*?[{".unicodeScalars.contains($0) }) else {
        problems.append((argument, "no-such-file", Self.explained("there is no such file", argument)))
        return
      }
      try addMatches(argument)
    }
  }

  private mutating func addNamed(_ argument: String, at path: FilePath) {
    if let output, RealPath.isWithin(RealPath.of(path.string), output) {
      problems.append((argument, "lies-in-output", "it lies in the output folder, and what is there is never an input"))
      return
    }
    take(PreparationInput(path: path.string, shown: argument))
  }

  private mutating func addFolder(_ argument: String, at path: FilePath) {
    var unlisted: [StorageError] = []
    let scanner = SourceScanner(folder: path, excluding: output.map { [$0] } ?? [])
    let prefix = argument.hasSuffix("/") ? argument : argument + "/"
    do {
      let everything = try FilePattern.parse(Node.Scalar("**/*", at: SourcePosition(line: 1, column: 1)))
      let survey = scanner.survey(matching: everything)
      unlisted = survey.problems
      addUnnameable(survey)
      let found = survey.files
      let pictures = found.filter(isTaken)
      leftOut += found.count - pictures.count
      for file in pictures { take(PreparationInput(path: file.path, shown: prefix + file.writtenPath)) }
      if pictures.isEmpty, unlisted.isEmpty {
        let isOutput = output.map { RealPath.isWithin(RealPath.of(path.string), $0) } ?? false
        problems.append(
          (
            argument, isOutput ? "lies-in-output" : "no-pictures",
            isOutput ? "it lies in the output folder, and what is there is never an input" : "there is no picture in it"
          ))
      }
    } catch {
      problems.append((argument, "unreadable-folder", "\(error)"))
    }
    for error in unlisted {
      problems.append((error.path, "unreadable-folder", error.displayName + (error.detail.isEmpty ? "" : " (\(error.detail))")))
    }
  }

  private mutating func addMatches(_ argument: String) throws {
    let patterns = try FilePattern.parse(Node.Scalar(argument, at: SourcePosition(line: 1, column: 1)))
    let scanner = SourceScanner(folder: folder, excluding: output.map { [$0] } ?? [])
    let survey = scanner.survey(matching: patterns)
    let (found, unlisted) = (survey.files, survey.problems)
    addUnnameable(survey)
    for file in found { take(PreparationInput(path: file.path, shown: file.writtenPath)) }
    if found.isEmpty, unlisted.isEmpty { problems.append((argument, "no-match", Self.explained("no file matches", argument))) }
    for error in unlisted {
      problems.append((error.path, "unreadable-folder", error.displayName + (error.detail.isEmpty ? "" : " (\(error.detail))")))
    }
  }

  private static func explained(_ problem: String, _ argument: String) -> String {
    PathMistake.fix(for: argument).map { "\(problem): \($0)" } ?? problem
  }

  private mutating func addUnnameable(_ survey: SourceScanner.Survey) {
    for path in survey.unnameable { problems.append((path, "unnameable-file", "its name is not UTF-8")) }
  }

  private mutating func take(_ file: PreparationInput) {
    if known.insert(FilePath(file.path)).inserted { files.append(file) }
  }

  /// Returns whether a file in a folder counts: if its name or its first bytes are a picture's. A damaged photograph is reported, a text is
  /// not.
  private func isTaken(_ file: SourceFile) -> Bool {
    if let written = FilePath(file.path).extension?.lowercased(),
      codecs.codecs.contains(where: { $0.format.fileExtensions.contains(written) })
    {
      return true
    }
    do throws(StorageError) {
      let prefix = try FileBytes.beginning(of: file.path, count: CodecRegistry.prefixLength)
      return !prefix.isEmpty && codecs.codec(recognizing: prefix.span) != nil
    } catch {
      // A file that cannot be read is reported when it is prepared.
      return true
    }
  }
}
