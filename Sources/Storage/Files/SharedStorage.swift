/// A place that several machines see, in which files appear whole or not at all, and never change.
///
/// These four functions are all that is asked of it, so an object store can take the place of a folder: no locks, no renaming, no times.
/// Names are relative, with slashes between their parts.
package protocol SharedStorage: Sendable {
  /// Creates a file with its contents, durable, unless there is one of that name; then nothing is changed. Of several machines that do this
  /// at once, exactly one creates it.
  func create(_ name: String, _ contents: [UInt8]) async throws(StorageError) -> SharedCreation

  /// Returns a file's contents, or `nil` if there is none.
  /// - Throws: an error if it has more than `limit` bytes.
  func read(_ name: String, limit: Int) async throws(StorageError) -> [UInt8]?

  /// Returns the names of all files that begin with `prefix`, sorted by bytes.
  func names(startingWith prefix: String) async throws(StorageError) -> [String]

  /// Returns a file's size in bytes, or `nil` if there is none.
  func size(of name: String) async throws(StorageError) -> Int?
}

package enum SharedCreation: Sendable, Hashable {
  case created
  /// There is one already.
  case taken
}
