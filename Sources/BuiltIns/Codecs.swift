import HEIFCodec
package import ImageCore
import JPEGCodec
import PNGCodec
import WebPCodec

/// The parts of this build of the program, as array literals.
package enum BuiltIns {}

extension BuiltIns: CodecCatalogue {
  /// Every codec, in the order in which they are tried on a file's bytes.
  package static let codecs: [any ImageCodec] = [PNG(), JPEG(), WebP(), HEIF(), AVIF()]
}
