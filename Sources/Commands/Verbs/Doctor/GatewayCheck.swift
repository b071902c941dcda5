import Diagnostics
import FoundationEssentials
import GatewayAPI
import GatewayClient
import Runs
import SystemPackage

/// Checks keys, by their names only, and whether the gateways can be reached.
struct GatewayCheck {
  let gateways: [GatewayProfile]
  /// Indicates whether a pipeline names them; of all known ones, not every one is needed.
  let areNeeded: Bool
  let connects: Bool
  let environment: ProcessEnvironment

  func findings() async -> [Finding] {
    var findings: [Finding] = []
    let real = gateways.filter { $0.billingDomain == .real }
    // While one of several has its key, a run uses that one.
    let someHaveKeys = real.contains(where: hasKey)
    for gateway in real {
      guard hasKey(gateway) else {
        if let finding = keyMissing(gateway, isNeeded: areNeeded && !someHaveKeys) { findings.append(finding) }
        continue
      }
      if case .command(let command) = gateway.keySource, let word = command.program, !isProgram(word) {
        findings.append(commandMissing(word, of: gateway))
      } else {
        findings.append(.fine("key of \(gateway.name)", keySource(of: gateway)))
      }
      guard connects, let url = gateway.baseURL else { continue }
      findings.append(await reach(gateway, at: url))
    }
    if !areNeeded, !someHaveKeys {
      findings.append(
        .notice(
          "keys", "no gateway has a key, so only the built-in emulator answers", fix: "set the variable of the gateway you have a key for"))
    }
    return findings
  }

  private func hasKey(_ gateway: GatewayProfile) -> Bool {
    gateway.authentication == .none || gateway.keySource.isCommand || environment.key(from: gateway.keySource) != nil
  }

  private func keyMissing(_ gateway: GatewayProfile, isNeeded: Bool) -> Finding? {
    if let path = gateway.keySource.file {
      let problem = environment.keyFileProblem(path)
      return isNeeded
        ? .problem("key of \(gateway.name)", problem, fix: "write the key into its first line")
        : .notice("key of \(gateway.name)", problem)
    }
    if let (variable, problem) = environment.unusableKey(from: gateway.keySource) {
      return isNeeded
        ? .problem("key of \(gateway.name)", "set in \(variable), but cannot be sent: it \(problem)", fix: "export \(variable)=…")
        : .notice("key of \(gateway.name)", "set in \(variable), but cannot be sent: it \(problem)")
    }
    let variables = gateway.keySource.variables
    // A profile without an address is a template for the user's own.
    guard areNeeded || !variables.isEmpty else { return nil }
    let fix = variables.isEmpty ? "give it one with 'key: ${env.NAME}' under 'gateways:'" : "export \(variables[0])=…"
    if isNeeded { return .problem("key of \(gateway.name)", "not set", fix: fix) }
    return .notice("key of \(gateway.name)", "not set\(variables.isEmpty ? "" : " (\(variables.joined(separator: " or ")))")")
  }

  private func commandMissing(_ word: String, of gateway: GatewayProfile) -> Finding {
    let message = "its command's program '\(word)' is not there, or not executable"
    let fix = "install it, or mend 'key: {command: …}' of '\(gateway.name)' in your configuration"
    return areNeeded ? .problem("key of \(gateway.name)", message, fix: fix) : .notice("key of \(gateway.name)", message, fix: fix)
  }

  /// Returns whether a word names an executable file, as `execvp` looks it up; nothing is run.
  private func isProgram(_ word: String) -> Bool {
    if word.contains("/") { return FileManager.default.isExecutableFile(atPath: environment.currentFolder.pushing(FilePath(word)).string) }
    let folders = (environment.variable("PATH") ?? "/usr/bin:/bin").split(separator: ":")
    return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(word)") }
  }

  private func keySource(of gateway: GatewayProfile) -> String {
    if gateway.authentication == .none { return "none is needed" }
    if gateway.keySource.isCommand { return "comes from a command, which is run when a call is made" }
    if let path = gateway.keySource.file { return "stands in the file '\(path)'" }
    let set = gateway.keySource.variables.first { environment.variable($0) != nil }
    return set.map { "set in \($0)" } ?? "stands in the file"
  }

  private func reach(_ gateway: GatewayProfile, at url: BaseURL) async -> Finding {
    let check = "gateway \(gateway.name)"
    switch await Reachability.probe(url, environment: ClientEnvironment { environment.variable($0) }) {
    case .reached: return .fine(check, "\(url) can be reached")
    case .proxyReached(let host, let port): return .fine(check, "the proxy on the way to \(url) can be reached: \(host):\(port)")
    case .failed(let reason):
      let message = "\(url) cannot be reached: \(reason)"
      let fix = "look at the network, HTTPS_PROXY and NO_PROXY"
      return areNeeded ? .problem(check, message, fix: fix) : .notice(check, message, fix: fix)
    }
  }
}

extension KeyCommand {
  /// The program, if it is known without a shell: a line that begins with an assignment, a quotation, an expansion or a word of the shell's
  /// own is left to the shell.
  fileprivate var program: String? {
    switch self {
    case .program(let arguments): return arguments.first
    case .shell(let line):
      guard let first = line.split(whereSeparator: \.isWhitespace).first.map(String.init) else { return nil }
      let isPlain = first.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-_./+".utf8.contains(byte)
        }
      }
      return isPlain && !Self.wordsOfShell.contains(first) ? first : nil
    }
  }

  /// Reserved words and built-in commands of a POSIX shell that need not be files (POSIX.1-2024, Shell Command Language).
  private static var wordsOfShell: Set<String> {
    [
      ".", "cd", "case", "command", "eval", "exec", "exit", "export", "for", "if", "read", "set", "trap", "type", "umask", "unset", "until",
      "while",
    ]
  }
}

/// Models that are, or will soon be, shut down.
struct RetirementCheck {
  let cards: [ModelCard]
  /// The model of a pipeline, or `nil` to count them all.
  let model: String?
  let today: CalendarDate

  var findings: [Finding] {
    if let model {
      guard let card = cards.card(for: model), let date = card.retirement(of: model) else {
        return [.fine("model", "\(model): nothing is known of a date on which it is shut down")]
      }
      return [
        .notice(
          "model", words(model, date), fix: "choose another of `aquatint models`; `aquatint accept` keeps what is there without a call")
      ]
    }
    let count = cards.reduce(0) { $0 + $1.retirements.count }
    if count == 0 { return [.fine("models", "none is known to be shut down")] }
    return [.fine("models", "\(Count.of(count, "name")) with a known date of being shut down; `aquatint models` lists them")]
  }

  private func words(_ id: String, _ date: Sourced<CalendarDate>) -> String {
    "\(id) \(date.value <= today ? "was to be" : "will be") shut down on \(date.value) (\(date.source))"
  }
}
