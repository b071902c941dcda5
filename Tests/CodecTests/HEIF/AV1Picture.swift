/// The boxes of an AVIF file around one item, whose sequence and frame headers are written field by field. Nothing in it can be decoded:
/// it is for what is refused, or let pass, before a decoder sees it.
struct AV1Picture {
  var declaredWidth = 80
  var declaredHeight = 64
  var codedWidth = 80
  var codedHeight = 64
  /// Nil: no `color_description`.
  var colour: (primaries: Int, transfer: Int, matrix: Int)?
  /// Without anything optional, as for a single picture.
  var isReduced = true
  /// Every optional field of the sequence header, where it is not reduced.
  var isFull = false
  var frames = 1
  var frameHasOwnSize = false
  /// Units of a kind that decoders skip, before the frames.
  var padding = 0
  var hasSequence = true

  var bytes: [UInt8] {
    let type = AV1Picture.box("ftyp", Array("avif".utf8) + [0, 0, 0, 0] + Array("avifmif1".utf8))
    let size: [UInt8] = AV1Picture.big(declaredWidth) + AV1Picture.big(declaredHeight)
    let configuration: [UInt8] = [0x81, 0, 0, 0] + (hasSequence ? unit(1, sequence) : [])
    let properties =
      AV1Picture.box("ipco", AV1Picture.box("ispe", [0, 0, 0, 0] + size) + AV1Picture.box("av1C", configuration))
      + AV1Picture.box("ipma", [0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 1, 0x82])
    let place: [UInt8] = [1, 0, 0, 0, 0x44, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]
    let meta = AV1Picture.box(
      "meta",
      [0, 0, 0, 0] + AV1Picture.box("hdlr", [0, 0, 0, 0, 0, 0, 0, 0] + Array("pict".utf8) + [UInt8](repeating: 0, count: 13))
        + AV1Picture.box("pitm", [0, 0, 0, 0, 0, 1])
        + AV1Picture.box(
          "iinf", [0, 0, 0, 0, 0, 1] + AV1Picture.box("infe", [2, 0, 0, 0, 0, 1, 0, 0] + Array("av01".utf8) + [0]))
        + AV1Picture.box("iloc", place + AV1Picture.big(item.count))
        + AV1Picture.box("iprp", properties) + AV1Picture.box("idat", item))
    return type + meta
  }

  private var item: [UInt8] {
    var bytes = (hasSequence ? unit(1, sequence) : [])
    for _ in 0..<padding { bytes += unit(15, []) }
    for _ in 0..<frames { bytes += unit(6, frame) }
    return bytes
  }

  /// A unit with its length behind its header.
  private func unit(_ type: UInt8, _ payload: [UInt8]) -> [UInt8] {
    precondition(payload.count < 128, "one byte holds the length")
    return [type << 3 | 2, UInt8(payload.count)] + payload
  }

  private var sequence: [UInt8] {
    var bits = Bits()
    bits.put((0, 3), (1, 1), (isReduced ? 1 : 0, 1))
    if isReduced {
      bits.put(4, 5)
    } else if isFull {
      // Timing with unequal intervals, a decoder model with 8 and 12 bits, a display delay, two operating points.
      bits.put((1, 1), (1, 32), (25, 32), (0, 1), (1, 1), (7, 5), (1, 32), (9, 5), (11, 5), (1, 1), (1, 5))
      for level in [9, 4] {
        bits.put((1, 12), (level, 5))
        if level > 7 { bits.put(1, 1) }
        bits.put((1, 1), (3, 8), (3, 8), (0, 1), (1, 1), (9, 4))
      }
    } else {
      bits.put((0, 2), (0, 5), (0, 12), (4, 5))
    }
    bits.put((15, 4), (15, 4), (codedWidth - 1, 16), (codedHeight - 1, 16))
    if !isReduced {
      bits.put(isFull ? 1 : 0, 1)
      // Frame numbers of 4 + 2 + 2 + 1 bits.
      if isFull {
        bits.put((4, 4), (2, 3))
      }
    }
    bits.put(0, 3)
    if !isReduced {
      bits.put((0, 4), (isFull ? 1 : 0, 1))
      if isFull { bits.put(0, 2) }
      // Screen content and whole vectors are left to the frame.
      bits.put((1, 1), (1, 1))
      if isFull { bits.put(6, 3) }
    }
    bits.put((0, 3), (0, 1), (0, 1), (colour == nil ? 0 : 1, 1))
    if let colour {
      bits.put((colour.primaries, 8), (colour.transfer, 8), (colour.matrix, 8))
    }
    bits.put(1, 1)
    return bits.padded
  }

  private var frame: [UInt8] {
    var bits = Bits()
    if !isReduced {
      // A shown key frame, with a time of 12 bits and a number of 9 where the sequence asks for them.
      bits.put((0, 1), (0, 2), (1, 1))
      if isFull { bits.put(5, 12) }
      bits.put((0, 1), (1, 1), (0, 1))
      if isFull { bits.put(77, 9) }
      bits.put(frameHasOwnSize ? 1 : 0, 1)
    }
    bits.put(0, 16)
    return bits.padded
  }

  private static func box(_ kind: String, _ content: [UInt8]) -> [UInt8] { big(content.count + 8) + Array(kind.utf8) + content }

  private static func big(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
}

/// Bits from the top of each byte on.
private struct Bits {
  private var bits: [UInt8] = []

  /// Fields, one after another, each in so many bits.
  mutating func put(_ fields: (value: Int, count: Int)...) {
    for field in fields { put(field.value, field.count) }
  }

  mutating func put(_ value: Int, _ count: Int) {
    for shift in (0..<count).reversed() { bits.append(UInt8(value >> shift & 1)) }
  }

  /// With a stop bit and zeros up to a whole byte.
  var padded: [UInt8] {
    var all = bits + [1]
    while all.count % 8 != 0 { all.append(0) }
    return stride(from: 0, to: all.count, by: 8).map { start in all[start..<start + 8].reduce(0) { $0 << 1 | $1 } }
  }
}
