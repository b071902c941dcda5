import Glibc

/// Files that only grow, by several processes at once.
package enum AppendedFile {
  /// Adds a line in one write, which the file system puts at the file's end whole; creates a file that is missing.
  package static func add(_ line: String, to path: String) throws(StorageError) {
    let file = try OpenFile(path, O_WRONLY | O_APPEND | O_CREAT, mode: 0o666, doing: "opening")
    let bytes = Array((line + "\n").utf8)
    try file.write(bytes.span)
  }
}
