import ImageCore
import PipelineModel

/// The room that an answer may need in the store.
enum AnswerRoom {
  /// For the text around the pictures.
  private static let base = 256 << 10
  /// A PNG of a photograph takes up to two bytes a pixel, a third more in base64.
  private static let bytesPerPixel = 3
  /// For requests that leave the size to the model: 1K, the usual one.
  private static let unknownPixels = 1 << 20

  static func bytes(for asked: AskedPicture) -> Int {
    // Sizes of model cards are thousands of pixels a side, so the product is far from overflowing.
    let pixels = asked.expected.map { $0.width * $0.height } ?? unknownPixels
    return base + pixels * bytesPerPixel
  }
}
