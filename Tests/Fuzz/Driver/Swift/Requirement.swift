import Glibc

/// Ends the process with a message where a contract is broken; optimised builds drop the messages of preconditions.
package func require(_ condition: Bool, _ message: StaticString) {
  guard !condition else { return }
  for line in ["broken contract: ", message, "\n"] as [StaticString] {
    // The buffer is the whole text, and `write` gets its count.
    line.withUTF8Buffer { text in unsafe _ = write(STDERR_FILENO, text.baseAddress, text.count) }
  }
  abort()
}
