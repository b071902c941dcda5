import ImageCore

/// The bytes that application segments begin with, by which their kind is known.
enum JPEGPrefix {
  /// CIPA DC-008, 4.7.2.
  static let exif: [UInt8] = Array("Exif".utf8) + [0, 0]
  /// XMP specification part 3, 1.1.3.
  static let xmp: [UInt8] = Array("http://ns.adobe.com/xap/1.0/".utf8) + [0]
  /// ICC.1, annex B.4.
  static let profile: [UInt8] = Array("ICC_PROFILE".utf8) + [0]
}

extension JPEGContainer {
  /// Reads the profile from APP2, EXIF and XMP from APP1, the first of each.
  func readMetadata(of data: Span<UInt8>) throws(CodecError) -> ImageMetadata {
    var metadata = ImageMetadata.none
    var profile = ProfileParts()
    var segments = JPEGSegmentCursor()
    while let segment = try segments.next(in: data), !segment.isScanHeader {
      switch segment.marker {
      case 0xE1:
        if metadata.exif == nil, let block = data.range(segment.body, after: JPEGPrefix.exif) {
          metadata.exif = try bounded(block, of: data, limits: limits)
        } else if metadata.xmp == nil, let block = data.range(segment.body, after: JPEGPrefix.xmp) {
          metadata.xmp = try bounded(block, of: data, limits: limits)
        }
      case 0xE2:
        if let part = data.range(segment.body, after: JPEGPrefix.profile) {
          let start = part.lowerBound
          // Without its two numbers it is part one of none, which fits no profile.
          profile.add(
            part.dropFirst(2), number: part.count < 2 ? 1 : Int(data[start]), of: part.count < 2 ? 0 : Int(data[start + 1]), in: data)
        }
      case 0xEB:
        if isManifest(segment.body, of: data) { metadata.hasContentCredentials = true }
      default:
        break
      }
    }
    guard profile.byteCount <= limits.profileBytes else {
      throw CodecError(jpeg: .limit(.profileBytes, actual: profile.byteCount, allowed: limits.profileBytes))
    }
    metadata.iccProfile = profile.assembled(from: data)
    metadata.colourSpace = metadata.iccProfile.map { .profile($0) }
    return metadata
  }
}

/// Returns whether an APP11 segment begins a JUMBF superbox of a C2PA manifest store: `JP`, an instance, a sequence number, the box's
/// length and kind, then the description box with the store's UUID (C2PA 2.1, A.3.1; ISO/IEC 19566-5, annex D).
private func isManifest(_ body: Range<Int>, of data: Span<UInt8>) -> Bool {
  func has(_ word: String, at offset: Int) -> Bool {
    let bytes = Array(word.utf8)
    return body.count >= offset + bytes.count && bytes.indices.allSatisfy { data[body.lowerBound + offset + $0] == bytes[$0] }
  }
  return has("JP", at: 0) && has("jumb", at: 12) && has("jumd", at: 20) && has("c2pa", at: 24)
}

private func bounded(_ block: Range<Int>, of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> [UInt8] {
  guard block.count <= limits.metadataBytes else {
    throw CodecError(jpeg: .limit(.metadataBytes, actual: block.count, allowed: limits.metadataBytes))
  }
  return data.bytes(block)
}

/// The parts of a profile that is spread over segments, numbered from 1; in any order in the file.
///
/// Some writers put the whole of it before the frame header and again behind it. Parts behind a whole profile are ignored.
private struct ProfileParts {
  private var ranges: [Int: Range<Int>] = [:]
  private var total: Int?
  private var isConsistent = true

  /// Bytes in all parts so far.
  var byteCount: Int { ranges.values.reduce(0) { $0 + $1.count } }

  private var isWhole: Bool { isConsistent && total.map { $0 > 0 && ranges.count == $0 } ?? false }

  mutating func add(_ range: Range<Int>, number: Int, of count: Int, in data: Span<UInt8>) {
    guard !isWhole else { return }
    if total == nil { total = count }
    guard number >= 1, number <= count, count == total else {
      isConsistent = false
      return
    }
    if let earlier = ranges[number] {
      if data.bytes(earlier) != data.bytes(range) { isConsistent = false }
    } else {
      ranges[number] = range
    }
  }

  /// Returns the profile, or `nil` if there is none; empty if a part is missing or contradicts another.
  func assembled(from data: Span<UInt8>) -> [UInt8]? {
    guard let total else { return nil }
    guard isWhole else { return [] }
    var profile: [UInt8] = []
    profile.reserveCapacity(byteCount)
    for number in 1...total {
      guard let range = ranges[number] else { return [] }
      profile += data.bytes(range)
    }
    return profile
  }
}
