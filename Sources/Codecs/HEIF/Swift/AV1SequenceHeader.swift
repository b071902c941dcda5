import ImageCore

/// The fields of an AV1 sequence header that hold for every frame after it (AV1 Bitstream & Decoding Process Specification, 5.5).
struct AV1SequenceHeader {
  /// The type of an open bitstream unit that holds one.
  static let unitType = 1
  /// The longest sequence header, with 32 operating points and every optional field, ends before this many bytes.
  static let neededBytes = 512

  /// The largest that a frame may be, unless its own header says otherwise.
  let size: PixelSize
  let isGrey: Bool
  /// The code points, or `nil` if the header leaves them open.
  let codePoints: ColourCodePoints?
  private let frames: FrameHeaderForm

  /// Reads the payload of a unit; its tail may be missing.
  init(_ payload: [UInt8]) throws(CodecError) {
    var bits = BitReader(payload)
    let profile = try bits.read(3)
    try bits.skip(1)
    var form = FrameHeaderForm()
    form.isReduced = try bits.read(1) == 1
    if form.isReduced {
      try bits.skip(5)
    } else {
      try AV1SequenceHeader.skipTiming(&bits, &form)
    }
    let (widthBits, heightBits) = (try bits.read(4) + 1, try bits.read(4) + 1)
    // At most 65,536 on either side.
    let (width, height) = (try bits.read(widthBits) + 1, try bits.read(heightBits) + 1)
    if !form.isReduced, try bits.read(1) == 1 {
      // Frame numbers have at most 4 + 15 + 3 bits (delta_frame_id_length_minus_2, additional_frame_id_length_minus_1).
      form.numberBits = try bits.read(4) + 2
      form.numberBits += try bits.read(3) + 1
    }
    try bits.skip(3)
    if !form.isReduced { try AV1SequenceHeader.skipTools(&bits, &form) }
    try bits.skip(3)
    frames = form
    size = PixelSize(width, height)

    let isDeep = try bits.read(1) == 1
    if profile == 2, isDeep { try bits.skip(1) }
    isGrey = profile == 1 ? false : try bits.read(1) == 1
    guard try bits.read(1) == 1 else {
      codePoints = nil
      return
    }
    let numbers = (try bits.read(8), try bits.read(8), try bits.read(8))
    // RGB in sRGB implies the full range.
    let isFullRange = !isGrey && numbers == (1, 13, 0) ? true : try bits.read(1) == 1
    codePoints = ColourCodePoints(primaries: numbers.0, transfer: numbers.1, matrix: numbers.2, isFullRange: isFullRange)
  }

  /// Skips timing, decoder model and operating points.
  private static func skipTiming(_ bits: inout BitReader, _ form: inout FrameHeaderForm) throws(CodecError) {
    var delayBits: Int?
    if try bits.read(1) == 1 {
      try bits.skip(64)
      form.hasEqualIntervals = try bits.read(1) == 1
      if form.hasEqualIntervals { _ = try bits.readExponentialGolomb() }
      if try bits.read(1) == 1 {
        delayBits = try bits.read(5) + 1
        try bits.skip(32 + 5)
        form.timeBits = try bits.read(5) + 1
      }
    }
    let hasDisplayDelay = try bits.read(1) == 1
    for _ in 0...(try bits.read(5)) {
      try bits.skip(12)
      // Levels above 7 have a tier.
      if try bits.read(5) > 7 { try bits.skip(1) }
      if let delayBits, try bits.read(1) == 1 { try bits.skip(2 * delayBits + 1) }
      if hasDisplayDelay, try bits.read(1) == 1 { try bits.skip(4) }
    }
  }

  /// Skips coding tools that only frames after the first use.
  private static func skipTools(_ bits: inout BitReader, _ form: inout FrameHeaderForm) throws(CodecError) {
    try bits.skip(4)
    let hasOrder = try bits.read(1) == 1
    if hasOrder { try bits.skip(2) }
    // Each of these is on, off, or left to the frame.
    form.screenContent = try bits.read(1) == 1 ? nil : bits.read(1) == 1
    if form.screenContent != false { form.integerVectors = try bits.read(1) == 1 ? nil : bits.read(1) == 1 }
    if hasOrder { try bits.skip(3) }
  }

  /// Returns whether a frame header, the payload of a unit of the types 3, 6 and 7, states a size of its own (5.9.2): a decoder allocates
  /// memory for that, whatever the sequence header states.
  func hasOwnSize(frameHeader: [UInt8]) throws(CodecError) -> Bool {
    guard !frames.isReduced else { return false }
    var bits = BitReader(frameHeader)
    // A frame that was decoded before is shown.
    guard try bits.read(1) == 0 else { return false }
    let kind = try bits.read(2)
    let isShown = try bits.read(1) == 1
    if isShown {
      if let timeBits = frames.timeBits, !frames.hasEqualIntervals { try bits.skip(timeBits) }
    } else {
      try bits.skip(1)
    }
    let (key, switching) = (0, 3)
    if kind != switching, !(kind == key && isShown) { try bits.skip(1) }
    try bits.skip(1)
    let hasScreenContent = if let fixed = frames.screenContent { fixed } else { try bits.read(1) == 1 }
    if hasScreenContent, frames.integerVectors == nil { try bits.skip(1) }
    try bits.skip(frames.numberBits)
    return kind == switching ? true : try bits.read(1) == 1
  }
}

/// The fields of a sequence header that decide the form of its frame headers.
private struct FrameHeaderForm {
  /// A single picture, with nothing optional.
  var isReduced = false
  var hasEqualIntervals = false
  /// Bits of a frame's time, or `nil` if it has none.
  var timeBits: Int?
  var numberBits = 0
  /// The value for all frames, or `nil` if each frame states its own.
  var screenContent: Bool?
  var integerVectors: Bool?
}

/// The open bitstream units of an AV1 picture (AV1 specification, 5.3), of which only headers are read.
struct AV1Units {
  /// A still picture is one frame, a layered one up to four; a decoder decodes all of them.
  static let maximumFrames = 8
  /// Frame header, frame, and repeated frame header.
  private static let frameTypes = [3, 6, 7]
  /// The field by which a frame has a size of its own ends well before this many bytes.
  private static let neededFrameBytes = 16

  private(set) var sequences: [AV1SequenceHeader] = []
  private var frames = 0

  /// Reads all units of `bytes`, in order; those of a configuration come first.
  ///
  /// - Parameter count: the units in the file so far.
  mutating func add(_ bytes: ItemBytes, of data: Span<UInt8>, count: inout Int, limits: DecodeLimits) throws(CodecError) {
    var position = 0
    while position < bytes.count {
      count += 1
      guard count <= limits.items else { throw HEIF.error(.limit(.items, actual: count, allowed: limits.items)) }
      guard let header = bytes.integer(in: data, at: position, count: 1) else { return }
      position += header & 4 == 0 ? 1 : 2
      // Only the last unit may be without its length.
      let size = header & 2 == 0 ? bytes.count - position : try length(in: bytes, of: data, at: &position)
      guard size >= 0, size <= bytes.count - position else { throw HEIF.error(.truncated, "a coded unit ends outside its item") }
      try read(type: header >> 3 & 15, bytes, of: data, at: position, size: size)
      position += size
    }
  }

  private mutating func read(type: Int, _ bytes: ItemBytes, of data: Span<UInt8>, at position: Int, size: Int) throws(CodecError) {
    if type == AV1SequenceHeader.unitType {
      sequences.append(try AV1SequenceHeader(bytes.copy(of: data, at: position, count: min(size, AV1SequenceHeader.neededBytes))))
    } else if AV1Units.frameTypes.contains(type) {
      guard let sequence = sequences.last else { throw HEIF.error(.malformed, "a frame before its sequence header") }
      frames += 1
      guard frames <= AV1Units.maximumFrames else {
        throw HEIF.error(.unsupported("a picture of more than \(AV1Units.maximumFrames) frames"))
      }
      let header = bytes.copy(of: data, at: position, count: min(size, AV1Units.neededFrameBytes))
      guard try !sequence.hasOwnSize(frameHeader: header) else {
        throw HEIF.error(.unsupported("a frame of another size than its sequence"))
      }
    }
  }

  /// Reads a length of up to 8 bytes with 7 bits in each, the lowest first (4.10.5).
  private func length(in bytes: ItemBytes, of data: Span<UInt8>, at position: inout Int) throws(CodecError) -> Int {
    var value = 0
    for index in 0..<8 {
      guard let byte = bytes.integer(in: data, at: position, count: 1) else { throw HEIF.error(.truncated, "a coded unit has no length") }
      position += 1
      value |= (byte & 0x7F) << (7 * index)
      if byte & 0x80 == 0 { return value }
    }
    throw HEIF.error(.malformed, "the length of a coded unit is too long")
  }
}
