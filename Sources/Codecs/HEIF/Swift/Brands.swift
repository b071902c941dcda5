import ImageCore

/// The brands that make a file HEIF (ISO/IEC 23008-12, annex B; AV1 Image File Format, section 8).
enum Brands {
  /// Still pictures: HEVC in its profiles, any codec (`mif1`, `mif2`), AV1.
  static let still: Set<FourCC> = ["heic", "heix", "heim", "heis", "mif1", "mif2"]
  /// Sequences; recognised so that one without a still picture is reported as unsupported, not as unknown.
  static let sequence: Set<FourCC> = ["hevc", "hevx", "hevm", "hevs", "msf1", "avis"]
  /// Pictures and sequences coded with AV1.
  private static let av1: Set<FourCC> = ["avif", "avis"]
  /// Pictures and sequences coded with HEVC; the others name no codec.
  private static let hevc: Set<FourCC> = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"]

  /// The format name of the files of some brands.
  enum Family {
    case heif
    case avif
  }

  /// Returns AVIF if AV1 is named and HEVC is not, or `nil` if no brand is known.
  static func family(of data: Span<UInt8>) -> Family? {
    let brands = list(data)
    if !brands.isDisjoint(with: av1), brands.isDisjoint(with: hevc) { return .avif }
    return brands.isDisjoint(with: still.union(sequence).union(av1)) ? nil : .heif
  }

  /// Returns the brands of the file type box that `data` begins with, as far as `data` reaches; empty if there is no such box.
  static func list(_ data: Span<UInt8>) -> Set<FourCC> {
    guard data.count >= 12, code(data, at: 4) == "ftyp" else { return [] }
    let size = Int(code(data, at: 0).value)
    var brands: Set<FourCC> = [code(data, at: 8)]
    var position = 16
    while position + 4 <= min(size, data.count), brands.count < 64 {
      brands.insert(code(data, at: position))
      position += 4
    }
    return brands
  }

  /// Reads the code at `position`.
  /// - Precondition: four bytes follow `position`.
  private static func code(_ data: Span<UInt8>, at position: Int) -> FourCC {
    var value: UInt32 = 0
    for index in position..<(position + 4) { value = value << 8 | UInt32(data[index]) }
    return FourCC(value)
  }
}
