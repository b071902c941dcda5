/// The result of checking a file's bytes.
package enum Completeness: Hashable, Sendable {
  /// All of it is there. `content` stands for the bytes: equal texts mean equal bytes.
  case complete(content: String)
  /// It cannot be used as it is; more may be on its way. `content` is `nil` if the bytes could not be read.
  case incomplete(content: String?, reason: String)
  /// It was removed, or changed while it was read; the next scan finds out.
  case gone
}
