package import ImageCore

/// A value that flows from one stage to the next.
package enum Artifact: Sendable {
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The beginning of a chain.
    case nothing
    /// Upright sRGB pixels.
    case raster
    /// A picture prepared for a model.
    case encoded
    /// A picture that a model returned, untouched.
    case result
    /// Text that a model returned.
    case text

    /// The name of the artifact in messages.
    package var displayName: String {
      switch self {
      case .nothing: "nothing"
      case .raster: "decoded pixels"
      case .encoded: "an encoded picture"
      case .result: "a returned picture"
      case .text: "text"
      }
    }
  }

  case nothing
  case raster(Raster)
  /// Pixels of a picture that the rest of the chain needs in smaller sizes only; stages receive it if their ``Stage/need(of:)`` allows it.
  case reduced(ReducedRaster)
  /// The scaled pictures that the rest of the chain needs, and nothing else; as for reduced ones.
  case scaled(ScaledPictures)
  case encoded(EncodedPicture)
  case result(AnsweredPicture)
  case text(String)

  package var kind: Kind {
    switch self {
    case .nothing: .nothing
    case .raster, .reduced, .scaled: .raster
    case .encoded: .encoded
    case .result: .result
    case .text: .text
    }
  }

  /// Pixels of the whole picture, its own or reduced, or `nil` for anything else.
  package var pixels: ReducedRaster? {
    switch self {
    case .raster(let raster): ReducedRaster(raster)
    case .reduced(let picture): picture
    case .nothing, .scaled, .encoded, .result, .text: nil
    }
  }
}

/// A picture as bytes of a known format.
package struct EncodedPicture: Sendable {
  package let bytes: [UInt8]
  package let format: ImageFormat
  /// The upright size.
  package let size: PixelSize

  package init(bytes: [UInt8], format: ImageFormat, size: PixelSize) {
    self.bytes = bytes
    self.format = format
    self.size = size
  }
}

/// A picture out of a model's answer. Its bytes stay in the store, so that waiting answers take no memory.
package struct AnsweredPicture: Sendable {
  package let format: ImageFormat
  /// The upright size.
  package let size: PixelSize
  /// What it looks like from afar, or `nil` if its pixels were not looked at.
  package let perceptualHash: String?
  private let openStored: @Sendable () throws -> OpenedPicture
  private let pixels: DecodedImageCache?

  /// - Parameters:
  ///   - decoded: the pixels, if they are known already.
  ///   - open: opens the picture from the store.
  package init(
    format: ImageFormat, size: PixelSize, decoded: DecodedImage? = nil, open: @escaping @Sendable () throws -> OpenedPicture
  ) {
    self.init(format: format, size: size, pixels: decoded.map { DecodedImageCache($0) }, open: open)
  }

  package init(
    format: ImageFormat, size: PixelSize, pixels: DecodedImageCache?, perceptualHash: String? = nil,
    open: @escaping @Sendable () throws -> OpenedPicture
  ) {
    self.format = format
    self.size = size
    self.perceptualHash = perceptualHash
    self.pixels = pixels
    openStored = open
  }

  /// Opens the picture, or returns the one that was opened before, if it is still kept.
  ///
  /// - Throws: `CodecError`, and the errors of reading a stored answer.
  package func open() throws -> OpenedPicture { try pixels?.opened ?? openStored() }

  /// The pixels, if they were decoded to check that the picture is whole and there was room to keep them.
  package var decoded: DecodedImage? { pixels?.image }
}

/// The pixels of a picture that a stage needs, so that a codec that can decode smaller pictures for less may do it, and that only those are
/// kept while it is decoded.
package enum PixelNeed: Hashable, Sendable {
  /// All of it.
  case everything
  /// Nothing but these scaled pictures; a reduced picture suffices if it is at least this large. `passesThrough` is `true` if the next stage gets
  /// the same picture.
  case scaled([PictureScaling], atLeast: PixelSize, passesThrough: Bool)
}

/// The pixels that several stages need together of one picture.
package struct ScalingNeed: Hashable, Sendable {
  package let scalings: [PictureScaling]
  /// The least size that suffices for them, or `nil` if only the full size does.
  package let least: PixelSize?

  package init(scalings: [PictureScaling], least: PixelSize?) {
    self.scalings = scalings
    self.least = least
  }
}
