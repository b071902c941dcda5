/// The layout of one pixel's samples in memory. 16-bit samples are in the machine's byte order; alpha is always straight.
package enum PixelFormat: String, CaseIterable, Sendable {
  case grey8
  case greyAlpha8
  case rgb8
  case rgba8
  /// Ink amounts, 0 is no ink.
  case cmyk8
  case grey16
  case greyAlpha16
  case rgb16
  case rgba16

  package var channels: Int {
    switch self {
    case .grey8, .grey16: 1
    case .greyAlpha8, .greyAlpha16: 2
    case .rgb8, .rgb16: 3
    case .rgba8, .rgba16, .cmyk8: 4
    }
  }

  package var bytesPerChannel: Int {
    switch self {
    case .grey8, .greyAlpha8, .rgb8, .rgba8, .cmyk8: 1
    case .grey16, .greyAlpha16, .rgb16, .rgba16: 2
    }
  }

  package var bytesPerPixel: Int { channels * bytesPerChannel }

  package var hasAlpha: Bool {
    switch self {
    case .greyAlpha8, .rgba8, .greyAlpha16, .rgba16: true
    case .grey8, .rgb8, .cmyk8, .grey16, .rgb16: false
    }
  }
}
