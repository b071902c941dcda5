package import PipelineModel
import SystemPackage

/// Further commands over the same pipeline, ready for a shell.
package struct CommandLineText: Sendable {
  /// As on the command line that made the page.
  private let file: String
  /// The options that select the pipeline and the gateway, with their values.
  private let options: [String]
  /// The folder of stored answers, as the command line names it, or `nil` if it does not.
  private let store: String?

  package init(file: String, options: [String], store: String?) {
    self.file = file
    self.options = options
    self.store = store
  }

  /// Returns the same commands with the store named if it is not the one beside the file: a variable may have named it, and the user's
  /// shell need not have that.
  package func namingStore(of pipeline: Pipeline) -> CommandLineText {
    let isBesideFile = pipeline.store == pipeline.folder.appending(".aquatint")
    return CommandLineText(file: file, options: options, store: isBesideFile ? nil : store ?? pipeline.store.string)
  }

  /// Returns a command.
  /// - Parameters:
  ///   - verb: such as `pick`.
  ///   - names: the arguments behind the file.
  package func text(_ verb: String, _ names: String...) -> String {
    let names = [file] + names
    let options = options + (store.map { ["--store", $0] } ?? [])
    // Behind `--` nothing is an option.
    let words = names.contains { $0.hasPrefix("-") } ? options + ["--"] + names : names + options
    return (["aquatint", verb] + words.map(Self.quoted)).joined(separator: " ")
  }

  /// Returns the command that decides calls in doubt; `--accept-loss` is the other decision.
  package static func resolving(in store: String) -> String {
    "`aquatint ledger resolve --resend all --store \(quoted(store))`, or with `--accept-loss`"
  }

  /// Returns a word as a POSIX shell reads it.
  package static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      default: "-_./=:,+@%".utf8.contains(byte)
      }
    }
    if isPlain, !word.isEmpty { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
  }
}
