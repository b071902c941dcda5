import PipelineEngine

/// Further commands over the same pipeline, ready for a shell.
struct CommandLineText {
  /// As on the command line that made the page.
  let file: String
  /// The options that decide which pipeline, gateway and store are meant, with their values.
  let options: [String]

  /// - Parameter store: where it is not the one beside the file.
  init(_ arguments: PipelineArguments, store: String?) {
    file = arguments.file
    var options: [String] = []
    for gateway in arguments.gateway { options += ["--gateway", gateway] }
    if let model = arguments.model { options += ["--model", model] }
    for value in arguments.values { options += ["--set", "\(value.name)=\(value.value)"] }
    if let output = arguments.output { options += ["--output", output] }
    if let store { options += ["--store", store] }
    self.options = options
  }

  /// - Parameters:
  ///   - verb: such as `pick`.
  ///   - names: what stands behind the file.
  func text(_ verb: String, _ names: String...) -> String {
    let names = [file] + names
    // Behind `--` nothing is an option.
    let words = names.contains { $0.hasPrefix("-") } ? options + ["--"] + names : names + options
    return (["aquatint", verb] + words.map(Self.quoted)).joined(separator: " ")
  }

  /// How calls in doubt are decided; `--accept-loss` is the other way.
  static func resolving(in store: String) -> String {
    "`aquatint ledger resolve --resend all --store \(quoted(store))`, or with `--accept-loss`"
  }

  /// A word as a POSIX shell reads it.
  static func quoted(_ word: String) -> String {
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
