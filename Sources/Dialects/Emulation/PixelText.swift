import ImageCore
import JSON

/// Pixels as OpenAI's API has them, such as `1536x1024`.
enum PixelText {
  static func size(_ text: String) -> PixelSize? {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1], (16...8_192).contains(width), (16...8_192).contains(height) else {
      return nil
    }
    return PixelSize(checking: width, height)
  }
}
