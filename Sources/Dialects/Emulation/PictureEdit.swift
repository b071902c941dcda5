/// What a model may do to a picture beside what it was asked for.
package enum PictureEdit: Hashable, Sendable {
  /// Moves the content, in pixels of the answer.
  case shift(x: Double, y: Double)
  /// Makes the content larger by a share, or smaller by a negative one.
  case zoom(Double)
  /// Turns the content clockwise, in degrees.
  case turn(Double)
  /// Multiplies the light of each channel.
  case tint(red: Double, green: Double, blue: Double)
  /// Shows something else in a part, in shares of the picture.
  case redraw(left: Double, top: Double, width: Double, height: Double)
}
