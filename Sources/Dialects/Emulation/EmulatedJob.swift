/// A job of an emulator, as its reports tell of it.
package struct EmulatedJob: Codable, Hashable, Sendable {
  package enum State: String, Codable, Hashable, Sendable { case pending, succeeded, failed, cancelled, expired }

  package let name: String
  package let displayName: String
  package let model: String
  /// Milliseconds since 1970.
  package let created: Int64
  package let items: Int
  /// Indicates whether its items came from a file; then its answers go to one.
  package let isOfFile: Bool
  /// Milliseconds after which it has ended.
  package let duration: Int64
  /// The state that it ends in.
  package var end: State
  package var isCancelled = false
  /// Indicates whether answers leave the items' names out.
  package var isKeyless = false

  package init(
    name: String, displayName: String, model: String, created: Int64, items: Int, isOfFile: Bool, duration: Int64, end: State,
    isKeyless: Bool
  ) {
    self.name = name
    self.displayName = displayName
    self.model = model
    self.created = created
    self.items = items
    self.isOfFile = isOfFile
    self.duration = duration
    self.end = end
    self.isKeyless = isKeyless
  }

  package func state(at now: Int64) -> State {
    if isCancelled { return .cancelled }
    return now - created < duration ? .pending : end
  }
}
