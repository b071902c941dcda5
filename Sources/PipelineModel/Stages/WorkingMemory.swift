package import ImageCore

/// The bytes that the local stages hold at once for one picture, for the processor's limiter. Known from headers, before anything is
/// decoded.
///
/// The maximum is held while a picture is read: its pixels as decoded, with the bits they have in the file; the same in sRGB; and the same
/// again upright. The codec's own memory beside the first of them (a progressive JPEG's coefficients, a HEIF's planes) is released when the
/// others are made, and is no larger. Later stages hold a source and their result, which is more only if pictures are enlarged or laid on a
/// large canvas.
package enum WorkingMemory {
  private static let copies = 3

  /// Returns the bytes that reading a picture takes.
  package static func bytes(reading picture: OpenedPicture) throws(CodecError) -> Int {
    // Sizes have passed the limits, so nothing overflows.
    picture.bytes.count + copies * (try picture.nativeLayout().byteCount)
  }

  /// Returns the bytes that it takes to read a picture, which takes `reading`, and then to make others of it: each size as it is scaled, on
  /// its canvas, and as an encoder has it.
  ///
  /// - Precondition: the sizes have passed the limits.
  package static func bytes(reading: Int, making pictures: [PlannedPicture]) -> Int {
    let made = Set(pictures.map(\.size)).reduce(0) { $0 + copies * 4 * ($1.pixelCount ?? 0) }
    return max(reading, reading / copies + made)
  }

  /// Returns the bytes that work on an available artifact takes. An answer's bytes are read for its header, and released again.
  ///
  /// - Throws: `CodecError`, and the errors of reading a stored answer.
  package static func bytes(startingFrom artifact: Artifact, with reader: ImageReader) throws -> Int {
    switch artifact {
    case .nothing, .text: return 0
    case .raster(let raster): return copies * raster.layout.byteCount
    case .reduced(let picture): return copies * picture.raster.layout.byteCount
    case .scaled(let pictures): return copies * pictures.byteCount
    case .encoded(let picture): return try bytes(reading: reader.open(picture.bytes))
    case .result(let answered):
      guard let decoded = answered.decoded else { return try bytes(reading: answered.open()) }
      return copies * decoded.raster.layout.byteCount
    }
  }
}
