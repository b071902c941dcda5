import Runs

/// Asks the person at the terminal.
enum Confirmation {
  /// Returns whether the person agrees; `false` if there is no terminal.
  static func ask(_ question: String, _ environment: ProcessEnvironment) -> Bool {
    guard isPossible(environment) else { return false }
    Output.standardError.write(question)
    let answer = readLine()?.lowercased() ?? ""
    return answer == "y" || answer == "yes"
  }

  /// Returns whether there is a terminal for a question.
  static func isPossible(_ environment: ProcessEnvironment) -> Bool { environment.terminals.input && environment.terminals.error }
}
