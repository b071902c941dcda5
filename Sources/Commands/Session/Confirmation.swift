import Runs

/// Asks a person at the terminal.
enum Confirmation {
  /// False where nobody is there to answer.
  static func ask(_ question: String, _ environment: ProcessEnvironment) -> Bool {
    guard isPossible(environment) else { return false }
    Output.standardError.write(question)
    let answer = readLine()?.lowercased() ?? ""
    return answer == "y" || answer == "yes"
  }

  /// Whether somebody is there.
  static func isPossible(_ environment: ProcessEnvironment) -> Bool { environment.terminals.input && environment.terminals.error }
}
