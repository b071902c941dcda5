import CFileSystemLibrary

/// Memory that was freed but not returned to the system.
package enum FreedMemory {
  /// Returns it to the system (malloc_trim(3)): the C library keeps the memory that a batch of thousands of files took for a moment, and a
  /// process that waits for days has no use for it.
  package static func giveBack() { _ = malloc_trim(0) }
}
