import Glibc
import Runs

/// The browser of whoever sits at this machine's screen.
enum Browser {
  private static let opener = "xdg-open"

  /// Has the desktop open an address, where there is one and somebody has called the program by hand; else, and where that fails, nothing happens:
  /// the address was printed.
  static func open(_ url: String, _ environment: ProcessEnvironment) {
    let hasScreen = environment.variable("DISPLAY") != nil || environment.variable("WAYLAND_DISPLAY") != nil
    guard hasScreen, environment.terminals.output else { return }
    // Copies that live until they are freed below, with the null at their end that C expects.
    let arguments = [opener, url]
    var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer {
      // Every place of the array, each a copy or null.
      for index in unsafe words.indices { unsafe free(words[index]) }
    }
    var id: pid_t = 0
    _ = unsafe posix_spawnp(&id, opener, nil, nil, &words, environ)
  }
}
