package import ImageCore
import Synchronization

/// Keeps decoded pixels for the next stage while there is room, so that pictures are not decoded twice and large ones do not pile up.
package final class SparePixelsAllowance: Sendable {
  private let total: Int
  private let free: Mutex<Int>

  /// - Parameter bytes: the limit of all kept pixels and their files together. One picture alone is kept however large it is.
  package init(bytes: Int) {
    total = bytes
    free = Mutex(bytes)
  }

  /// Returns the pixels and the opened picture that they are of, kept until the last one lets go of them; `nil` where there is no room.
  package func keep(_ image: DecodedImage, of picture: OpenedPicture) -> DecodedImageCache? { keep(image, picture) }

  /// The same for a picture that is opened and not decoded yet.
  package func keep(_ picture: OpenedPicture) -> DecodedImageCache? { keep(nil, picture) }

  private func keep(_ image: DecodedImage?, _ picture: OpenedPicture) -> DecodedImageCache? {
    let bytes = (image?.raster.layout.byteCount ?? 0) + picture.bytes.count
    let fits = free.withLock { free in
      guard bytes <= free || free == total else { return false }
      free -= bytes
      return true
    }
    return fits ? DecodedImageCache(image, of: picture, bytes: bytes, allowance: self) : nil
  }

  fileprivate func giveBack(_ bytes: Int) { free.withLock { $0 += bytes } }
}

/// Decoded pixels, or an opened picture alone, that count against an allowance for as long as they are here.
package final class DecodedImageCache: Sendable {
  let image: DecodedImage?
  /// Nil where nobody has it at hand.
  let opened: OpenedPicture?
  private let bytes: Int
  private let allowance: SparePixelsAllowance?

  /// - Parameter allowance: nil for pixels that nobody counts.
  init(_ image: DecodedImage?, of opened: OpenedPicture? = nil, bytes: Int = 0, allowance: SparePixelsAllowance? = nil) {
    self.image = image
    self.opened = opened
    self.bytes = bytes
    self.allowance = allowance
  }

  deinit { allowance?.giveBack(bytes) }
}
