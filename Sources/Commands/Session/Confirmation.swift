import Glibc

/// Asks a person at the terminal.
enum Confirmation {
  /// False where nobody is there to answer.
  static func ask(_ question: String) -> Bool {
    guard isatty(STDIN_FILENO) == 1, Output.standardError.isTerminal else { return false }
    Output.standardError.write(question)
    let answer = readLine()?.lowercased() ?? ""
    return answer == "y" || answer == "yes"
  }
}
