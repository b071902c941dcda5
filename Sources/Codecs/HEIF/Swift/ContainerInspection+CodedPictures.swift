import ImageCore

extension ContainerInspection {
  /// Validates every size that the HEVC decoder would allocate for: those in the configuration and those among the picture's data.
  mutating func checkHEVC(
    _ item: ItemTable.Item, in data: Span<UInt8>, exactSize: PixelSize?, limits: DecodeLimits
  ) throws(CodecError) {
    var sets = try configuredParameterSets(of: item, in: data, limits: limits)
    sets += try streamParameterSets(of: item, in: data, limits: limits)
    guard !sets.isEmpty else { throw HEIF.error(.malformed, "no sequence parameter set") }
    for set in sets {
      try limits.check(set.codedSize, format: HEIF.id)
      guard exactSize == nil || set.size == exactSize else {
        throw HEIF.error(.malformed, "a tile is coded as \(set.size) and declared otherwise")
      }
    }
    isGrey = sets.allSatisfy(\.isGrey)
    // bitDepthLumaMinus8 of the configuration record (ISO/IEC 14496-15, 8.3.3.1).
    let place = try item.properties.required("hvcC").content
    lumaBits = 8 + Int(data[place.lowerBound + 17] & 7)
    codedPoints = sets.last?.codePoints
  }

  /// Returns the parameter sets of an item's configuration. The tiles of a grid share one, so each is read once.
  private mutating func configuredParameterSets(
    of item: ItemTable.Item, in data: Span<UInt8>, limits: DecodeLimits
  ) throws(CodecError) -> [HEVCParameterSet] {
    let place = try item.properties.required("hvcC").content
    if let known = parameterSets[place.lowerBound] { return known }
    let sets = try HEVCParameterSet.list(configuration: place, of: data, count: &configuredUnitCount, limits: limits)
    try checkLength(ofConfiguration: place)
    parameterSets[place.lowerBound] = sets
    return sets
  }

  private func checkLength(ofConfiguration place: Range<Int>) throws(CodecError) {
    // Real ones have some hundred bytes. All of it is copied for each tile.
    guard place.count <= ContainerInspection.maximumConfigurationBytes else {
      throw HEIF.error(.unsupported("a decoder configuration of \(place.count) bytes"))
    }
  }

  /// Returns the parameter sets among an item's NAL units, each of which has its length in 4 bytes before it (libheif knows no other
  /// width).
  private mutating func streamParameterSets(
    of item: ItemTable.Item, in data: Span<UInt8>, limits: DecodeLimits
  ) throws(CodecError) -> [HEVCParameterSet] {
    let bytes = ItemBytes(item.extents)
    var sets: [HEVCParameterSet] = []
    var position = 0
    while position < bytes.count {
      unitCount += 1
      guard unitCount <= limits.items else { throw HEIF.error(.limit(.items, actual: unitCount, allowed: limits.items)) }
      guard let size = bytes.integer(in: data, at: position, count: 4), size <= bytes.count - position - 4 else {
        throw HEIF.error(.malformed, "a coded unit ends outside its item")
      }
      position += 4
      if size > 2, let header = bytes.integer(in: data, at: position, count: 1), header >> 1 & 63 == HEVCParameterSet.unitType {
        sets.append(try HEVCParameterSet(bytes.copy(of: data, at: position, count: min(size, HEVCParameterSet.neededBytes))))
      }
      position += size
    }
    return sets
  }

  /// Validates the sizes that the AV1 decoder would allocate for: the sequence headers in the configuration and in the picture's data.
  ///
  /// A tile is of the declared size exactly, so that nothing of its grid stays unwritten; for a single picture that is smaller than
  /// declared, its decoder notices.
  mutating func checkAV1(
    _ item: ItemTable.Item, declaredSize: PixelSize, isTile: Bool = false, in data: Span<UInt8>, limits: DecodeLimits
  ) throws(CodecError) {
    // libheif 1.15.1 leaks the buffer for a picture without bytes.
    guard item.byteCount > 0 else { throw HEIF.error(.malformed, "a picture without bytes") }
    // Four bytes of facts, then units (AV1 Codec ISO Media File Format Binding, 2.3).
    let place = try item.properties.required("av1C").content
    try checkLength(ofConfiguration: place)
    var configuration = ByteCursor(place)
    try configuration.skip(4)
    var units = AV1Units()
    try units.add(ItemBytes([configuration.rest]), of: data, count: &unitCount, limits: limits)
    try units.add(ItemBytes(item.extents), of: data, count: &unitCount, limits: limits)
    guard !units.sequences.isEmpty else { throw HEIF.error(.malformed, "no sequence header") }
    for sequence in units.sequences {
      try limits.check(sequence.size, format: HEIF.id)
      guard isTile ? sequence.size == declaredSize : declaredSize.covers(sequence.size) else {
        throw HEIF.error(.malformed, "a picture is coded as \(sequence.size) and declared as \(declaredSize)")
      }
    }
    isGrey = units.sequences.allSatisfy(\.isGrey)
    // high_bitdepth and twelve_bit (AV1 Codec ISO Media File Format Binding, 2.3.3).
    let depth = data[place.lowerBound + 2]
    lumaBits = depth & 0x40 == 0 ? 8 : depth & 0x20 == 0 ? 10 : 12
    codedPoints = units.sequences.last?.codePoints
  }
}
