/// The treatment of a picture's colours and of animations by `decode`.
struct DecodePolicy: Hashable, Sendable {
  enum Colour: String, CaseIterable, Sendable {
    /// To sRGB, by the profile of the file.
    case convert
    /// As stored, with the profile beside them into every written rendition.
    case keep
  }

  enum Animation: String, CaseIterable, Sendable {
    /// The first frame, with a note.
    case first
    case error
  }

  let colour: Colour
  let animated: Animation

  /// The policy for pictures that go to a model.
  static let standard = DecodePolicy(colour: .convert, animated: .first)
}
