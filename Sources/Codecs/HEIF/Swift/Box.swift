import ImageCore

/// One box of an ISO base media file: a kind and the place of its content (ISO/IEC 14496-12, 4.2).
struct Box {
  let kind: FourCC
  let content: Range<Int>

  /// Returns the boxes of a whole file; one that extends beyond the file's end means that the file is truncated.
  static func topLevel(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> [Box] {
    try list(in: 0..<data.count, of: data, limits: limits, beyondEnd: .truncated)
  }

  /// Returns the boxes inside `range`, none of which may extend beyond it.
  static func children(in range: Range<Int>, of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> [Box] {
    try list(in: range, of: data, limits: limits, beyondEnd: .malformed)
  }

  private static func list(
    in range: Range<Int>, of data: Span<UInt8>, limits: DecodeLimits, beyondEnd: CodecError.Kind
  ) throws(CodecError) -> [Box] {
    var boxes: [Box] = []
    var position = range.lowerBound
    while position < range.upperBound {
      guard boxes.count < limits.items else {
        throw HEIF.error(.limit(.items, actual: boxes.count + 1, allowed: limits.items))
      }
      guard range.upperBound - position >= 8 else { throw HEIF.error(beyondEnd, "a box's header is cut") }
      var cursor = ByteCursor(position..<range.upperBound)
      var size = try cursor.integer(data, bytes: 4)
      let kind = try cursor.fourCC(data)
      if size == 1 {
        guard cursor.remaining >= 8 else { throw HEIF.error(beyondEnd, "a box's header is cut") }
        size = try cursor.integer(data, bytes: 8)
      } else if size == 0 {
        size = range.upperBound - position
      }
      guard size >= cursor.position - position else { throw HEIF.error(.malformed, "a box shorter than its header") }
      guard size <= range.upperBound - position else { throw HEIF.error(beyondEnd, "the box '\(kind)' has no end") }
      boxes.append(Box(kind: kind, content: cursor.position..<(position + size)))
      position += size
    }
    return boxes
  }
}

extension [Box] {
  /// Returns the only box of a kind. Two of them are refused: which one counts would be the reader's choice, and libheif may choose
  /// another.
  func only(_ kind: FourCC) throws(CodecError) -> Box? {
    let found = filter { $0.kind == kind }
    guard found.count <= 1 else { throw HEIF.error(.unsupported("a second box '\(kind)'")) }
    return found.first
  }

  func required(_ kind: FourCC) throws(CodecError) -> Box {
    guard let box = try only(kind) else { throw HEIF.error(.malformed, "no box '\(kind)'") }
    return box
  }
}

/// Four characters that name a box, a brand or an item's kind.
struct FourCC: Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  let value: UInt32

  init(_ value: UInt32) { self.value = value }

  init(stringLiteral text: String) {
    precondition(text.utf8.count == 4, "a four-character code has four characters")
    value = text.utf8.reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The characters, with `?` for those that are not printable ASCII.
  var description: String {
    var text = ""
    for shift in [24, 16, 8, 0] {
      let byte = UInt8(truncatingIfNeeded: value >> UInt32(shift))
      text.unicodeScalars.append((0x20..<0x7F).contains(byte) ? Unicode.Scalar(byte) : "?")
    }
    return text
  }
}

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
