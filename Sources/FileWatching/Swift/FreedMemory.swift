import CFileSystemLibrary

/// Memory that work has left behind.
package enum FreedMemory {
  /// Gives it back to the system (malloc_trim(3)): the C library keeps for itself what a batch of thousands of files took for a moment, and who
  /// waits for days has no use for it.
  package static func giveBack() { _ = malloc_trim(0) }
}
