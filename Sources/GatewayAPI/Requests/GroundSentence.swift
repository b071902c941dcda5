/// The sentence that asks a model for a flat ground of one colour, because none returns transparency.
///
/// It is in no key, so it may be worded better at any time; what was sent is recorded with the exchange.
package enum GroundSentence {
  private static let beginning = "Show the whole subject in front of one flat, evenly lit background of the colour "
  private static let mark = "#"
  private static let open = "that is farthest from those of the pictures that go along"
  private static let ending = ", without gradient, texture or scenery, and keep that colour out of the subject."
  private static let digits = 6

  /// Returns the sentence for a colour.
  ///
  /// - Parameter colour: six hexadecimal digits.
  package static func asking(for colour: String) -> String { beginning + mark + colour.uppercased() + ending }

  /// The sentence as far as it is known before the pictures are looked at that decide the colour.
  package static let forOpenColour = beginning + open + ending

  /// Returns the colour that a text asks for with this sentence, as six hexadecimal digits, or `nil` where it does not.
  package static func colour(in text: String) -> String? {
    guard let start = text.firstRange(of: beginning + mark)?.upperBound else { return nil }
    let colour = text[start...].prefix(digits)
    return colour.count == digits && colour.allSatisfy(\.isHexDigit) ? String(colour) : nil
  }
}
