import GatewayAPI
import Glibc

/// The reason why a command gave no key, in words that show nothing of its output.
package struct KeyCommandFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// Runs the command that gives a key. Its output is the key and never shown; its prompts and errors go to the terminal.
enum KeyCommandRunner {
  /// In seconds; a password manager may ask for a password first.
  private static let seconds = 60
  private static let longestOutput = 8_192

  static func key(from command: KeyCommand, of gateway: String) throws(KeyCommandFailure) -> APIKey {
    func failure(_ what: String) -> KeyCommandFailure {
      // Of the command only the program is shown: its arguments may contain a key.
      KeyCommandFailure("the key command of the gateway '\(gateway)' \(what); run it by hand to see what is wrong")
    }
    guard let process = OutputOfProcess.start(command.arguments) else {
      throw failure("could not be started: there is no program '\(command.arguments[0])', or it may not be run")
    }
    guard let output = process.read(seconds: seconds, limit: longestOutput) else {
      process.kill()
      throw failure("wrote no key and ended within \(seconds) s, or wrote more than \(longestOutput) bytes")
    }
    let code = process.wait()
    guard code == 0 else { throw failure("ended with \(code)") }
    let text = String(decoding: output, as: UTF8.self)
    guard let key = APIKey(trimming: text) else {
      throw failure("gave no key that can be sent: its output \(APIKey.problem(of: text) ?? "is empty")")
    }
    return key
  }
}

/// A child process whose standard output is read here; its other streams are this program's.
private struct OutputOfProcess {
  private let id: pid_t
  private let descriptor: CInt

  static func start(_ arguments: [String]) -> OutputOfProcess? {
    var ends: [CInt] = [-1, -1]
    // The array has the two places that pipe fills.
    guard unsafe pipe(&ends) == 0 else { return nil }
    defer { close(ends[1]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = unsafe posix_spawn_file_actions_t()
    // Initialised before and destroyed after its only uses.
    guard unsafe posix_spawn_file_actions_init(&actions) == 0 else {
      close(ends[0])
      return nil
    }
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    // Copies that live until they are freed below, with the null at their end that C expects.
    var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer {
      // Every place of the array, each a copy or null.
      for index in unsafe words.indices { unsafe free(words[index]) }
    }
    var id: pid_t = 0
    guard unsafe posix_spawnp(&id, arguments[0], &actions, nil, &words, environ) == 0 else {
      close(ends[0])
      return nil
    }
    return OutputOfProcess(id: id, descriptor: ends[0])
  }

  /// Returns its whole output, or `nil` if it takes longer, or writes more, than allowed.
  func read(seconds: Int, limit: Int) -> [UInt8]? {
    defer { close(descriptor) }
    let deadline = ContinuousClock.now + .seconds(seconds)
    var output: [UInt8] = []
    while true {
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero else { return nil }
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // One descriptor, as the count says.
      let ready = unsafe poll(&wanted, 1, CInt(left.components.seconds * 1_000 + 1))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return nil }
      let room = limit + 1 - output.count
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        // At most as many bytes as the buffer has.
        count = max(0, unsafe Glibc.read(descriptor, buffer.baseAddress, room))
      }
      if piece.isEmpty { return output }
      output += piece
      guard output.count <= limit else { return nil }
    }
  }

  func kill() {
    _ = Glibc.kill(id, SIGKILL)
    _ = wait()
  }

  /// Returns its exit code, or 128 plus the signal that ended it.
  func wait() -> CInt {
    var status: CInt = 0
    // Fills the one status.
    while unsafe waitpid(id, &status, 0) < 0 { if errno != EINTR { return 127 } }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }
}
