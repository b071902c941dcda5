import HEIFCodec
package import ImageCore
import JPEGCodec
import PNGCodec
import WebPCodec

/// What this build of the program knows, as array literals.
package enum BuiltIns {}

extension BuiltIns: CodecCatalogue {
  /// Every codec, in the order in which they are asked whose bytes a file's are.
  package static let codecs: [any ImageCodec] = [PNG(), JPEG(), WebP(), HEIF(), AVIF()]
}
