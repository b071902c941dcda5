/// Options that other programs have, and what stands for them here: the parser would only name whatever is spelled most like them.
enum OtherProgramsOptions {
  private static let advice: [String: String] = [
    "--dry-run": "`aquatint plan` shows what a run would do, and spends and writes nothing",
    "--force":
      "--overwrite replaces files that aquatint did not write, --refresh GLOB asks again (paid); what is up to date is never made again",
    "--budget": "--max-cost USD is the budget of a run",
    "--out-dir": "--output FOLDER is where files go",
    "--parallel": "--jobs N is how many calls and local tasks there are at once",
  ]

  /// Returns what is said of the first of them on a command line that could not be parsed, or nil where there is none.
  static func message(for arguments: [String]) -> String? {
    for argument in arguments.prefix(while: { $0 != "--" }) {
      let name = String(argument.prefix { $0 != "=" })
      if let advice = advice[name] { return "there is no option '\(name)'; \(advice)" }
    }
    return nil
  }
}
