/// What a dialect says of the body that it wrote.
package struct WrittenRequest: Sendable {
  package var mediaType = "application/json"
  /// In place of the profile's path, for what goes elsewhere.
  package var path: String?
  /// The bytes that say how the call is served and nothing of what is asked: two bodies that differ in them alone ask the same.
  package var service = 0..<0

  package init() {}
}
