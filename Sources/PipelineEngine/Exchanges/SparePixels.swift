import ImageCore
import Synchronization

/// Keeps decoded pixels for the next stage while there is room, so that small pictures are not decoded twice and large ones do not pile up.
final class SparePixelsAllowance: Sendable {
  private let free: Mutex<Int>

  /// - Parameter bytes: what all kept pixels may take together.
  init(bytes: Int) { free = Mutex(bytes) }

  /// The pixels, kept until the last one lets go of them; nil where there is no room.
  func keep(_ image: DecodedImage, bytes: Int) -> SparePixels? {
    let fits = free.withLock { free in
      guard bytes <= free else { return false }
      free -= bytes
      return true
    }
    return fits ? SparePixels(image, bytes: bytes, allowance: self) : nil
  }

  fileprivate func giveBack(_ bytes: Int) { free.withLock { $0 += bytes } }
}

/// Decoded pixels that count against an allowance for as long as they are here.
final class SparePixels: Sendable {
  let image: DecodedImage
  private let bytes: Int
  private let allowance: SparePixelsAllowance?

  /// - Parameter allowance: nil for pixels that nobody counts.
  init(_ image: DecodedImage, bytes: Int = 0, allowance: SparePixelsAllowance? = nil) {
    self.image = image
    self.bytes = bytes
    self.allowance = allowance
  }

  deinit { allowance?.giveBack(bytes) }
}
