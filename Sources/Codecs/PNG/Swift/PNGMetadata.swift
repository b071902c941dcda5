import CPNGShim
import ImageCore

extension PNGContainer {
  /// Reads iCCP, eXIf, the iTXt that holds XMP, the colour chunks, and if those are missing, their replacements in text; only the first of
  /// each is used, even if it is damaged: each one that is inflated costs as much as its limit allows. A damaged block counts as missing; a
  /// damaged profile is empty.
  func readMetadata(of data: Span<UInt8>) throws(CodecError) -> ImageMetadata {
    var metadata = ImageMetadata.none
    var chunks = PNGChunkCursor()
    var colour = PNGColour()
    var isBeforePicture = true
    var hasXMP = false
    var raw = PNGRawProfiles()
    while let chunk = chunks.next(in: data) {
      switch chunk.kind {
      case .imageData:
        isBeforePicture = false
      case .profile where isBeforePicture && metadata.iccProfile == nil:
        // A damaged profile is reported as such, because the picture's colours are wrong without it.
        metadata.iccProfile = chunk.isIntact(in: data) ? try profile(in: data.extracting(chunk.body), limits: limits) ?? [] : []
      case .exif where metadata.exif == nil && chunk.isIntact(in: data):
        metadata.exif = try bounded(data.extracting(chunk.exifBody(in: data)), limits: limits)
      case .internationalText where !hasXMP && isXMP(data.extracting(chunk.body)) && chunk.isIntact(in: data):
        hasXMP = true
        metadata.xmp = try xmp(in: data.extracting(chunk.body), limits: limits)
      case .text, .compressedText, .internationalText:
        try raw.add(chunk, of: data, limits: limits)
      case .contentCredentials where chunk.isIntact(in: data):
        metadata.hasContentCredentials = true
      case .codePoints, .standardColour, .gamma, .chromaticities:
        if isBeforePicture, chunk.isIntact(in: data) { colour.add(chunk, of: data) }
      default:
        break
      }
    }
    metadata.exif = metadata.exif ?? raw.exif
    metadata.xmp = metadata.xmp ?? raw.xmp
    metadata.colourSpace = colour.colourSpace(profile: metadata.iccProfile, rawProfile: raw.profile)
    metadata.iccProfile = metadata.iccProfile ?? raw.profile
    return metadata
  }
}

/// Reads the body of an iCCP chunk: the profile's name and a zero, the compression method, the compressed profile.
private func profile(in body: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> [UInt8]? {
  guard let name = body.string(from: 0), (1...79).contains(name.count), name.upperBound + 2 <= body.count,
    body[name.upperBound + 1] == 0
  else { return nil }
  return try inflate(body.extracting(droppingFirst: name.upperBound + 2), as: .profileBytes, limit: limits.profileBytes)
}

private let keywordOfXMP = Array("XML:com.adobe.xmp".utf8)

private func isXMP(_ body: Span<UInt8>) -> Bool {
  body.count > keywordOfXMP.count && body[keywordOfXMP.count] == 0 && keywordOfXMP.indices.allSatisfy { body[$0] == keywordOfXMP[$0] }
}

/// Reads the body of an iTXt chunk: keyword and zero, compression flag and method, language and zero, translated keyword and zero, text.
///
/// - Precondition: it is the body of a chunk with the keyword for XMP.
private func xmp(in body: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> [UInt8]? {
  let end = keywordOfXMP.count
  guard end + 3 <= body.count else { return nil }
  let flag = body[end + 1]
  let method = body[end + 2]
  guard let language = body.string(from: end + 3), let translated = body.string(from: language.upperBound + 1)
  else { return nil }
  let text = body.extracting(droppingFirst: translated.upperBound + 1)
  switch (flag, method) {
  case (0, _): return try bounded(text, limits: limits)
  case (1, 0): return try inflate(text, as: .metadataBytes, limit: limits.metadataBytes)
  default: return nil
  }
}

private func bounded(_ block: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> [UInt8] {
  guard block.count <= limits.metadataBytes else {
    throw CodecError(png: .limit(.metadataBytes, actual: block.count, allowed: limits.metadataBytes))
  }
  return block.copied()
}

/// Inflates twice: once to learn the size without keeping anything, once into an array of exactly that size.
func inflate(_ stream: Span<UInt8>, as kind: CodecError.Limit, limit: Int) throws(CodecError) -> [UInt8]? {
  var size = 0
  let measured = unsafe stream.withUnsafeBufferPointer { input in
    // No output is written if the output is null; the input's count is that of the buffer.
    unsafe CPNGInflate(input.baseAddress, input.count, nil, limit, &size)
  }
  if measured.status == CPNGStatusTooLarge {
    throw CodecError(png: .limit(kind, actual: size, allowed: limit))
  }
  guard measured.status == CPNGStatusDone, size > 0 else { return nil }
  var produced = 0
  var bytes = [UInt8](repeating: 0, count: size)
  let inflated = unsafe bytes.withUnsafeMutableBufferPointer { output in
    unsafe stream.withUnsafeBufferPointer { input in
      // Both counts are those of their buffers.
      unsafe CPNGInflate(input.baseAddress, input.count, output.baseAddress, output.count, &produced)
    }
  }
  return inflated.status == CPNGStatusDone && produced == size ? bytes : nil
}

extension Span<UInt8> {
  func copied() -> [UInt8] {
    // The array copies exactly the buffer.
    unsafe withUnsafeBufferPointer { unsafe [UInt8]($0) }
  }

  /// Returns the place of the string that begins at `start`, without the zero that ends it, or `nil` if there is no zero.
  func string(from start: Int) -> Range<Int>? {
    var end = start
    while end < count {
      if self[end] == 0 { return start..<end }
      end += 1
    }
    return nil
  }
}
