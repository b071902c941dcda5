import ImageCore
import TestSupport
import Testing

@Suite struct LimitTests {
  private func limit(_ change: (inout DecodeLimits) -> Void) -> DecodeLimits {
    var limits = DecodeLimits.standard
    change(&limits)
    return limits
  }

  /// The limit that reading ran into, or nil.
  private func limitHit(_ conformer: Conformer, _ bytes: [UInt8], _ limits: DecodeLimits) -> CodecError.Limit? {
    let error = failure { () throws(CodecError) in _ = try conformer.read(bytes, limits: limits) }
    guard case .limit(let limit, _, _)? = error?.kind else { return nil }
    return limit
  }

  @Test(arguments: Conformer.all) func `each limit refuses what is one over it and takes what is at it`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      let bytes = fixture.bytes
      let size = try conformer.header(of: bytes).size
      let pixels = try #require(size.pixelCount)
      guard pixels > 1 else { continue }
      #expect(limitHit(conformer, bytes, limit { $0.encodedBytes = bytes.count - 1 }) == .encodedBytes, "\(fixture)")
      #expect(limitHit(conformer, bytes, limit { $0.side = size.longestSide - 1 }) == .side, "\(fixture)")
      #expect(limitHit(conformer, bytes, limit { $0.pixels = pixels - 1 }) == .pixels, "\(fixture)")
      #expect(limitHit(conformer, bytes, limit { $0.decodedBytes = pixels * 4 - 1 }) == .decodedBytes, "\(fixture)")
      var exact = limit {
        $0.encodedBytes = bytes.count
        $0.side = size.longestSide
        $0.pixels = pixels
        $0.decodedBytes = pixels * 4
      }
      // What is stored may be larger than what is shown, by parts that are cut off; then the error names how large.
      for _ in 0..<3 {
        let error = failure { () throws(CodecError) in _ = try conformer.read(bytes, limits: exact) }
        switch error?.kind {
        case .limit(.side, let actual, _)?: exact.side = actual
        case .limit(.pixels, let actual, _)?: exact.pixels = actual
        case .limit(.decodedBytes, let actual, _)?: exact.decodedBytes = actual
        default: break
        }
      }
      #expect(try conformer.read(bytes, limits: exact).size == size, "\(fixture)")
    }
  }

  @Test(arguments: Conformer.all) func `frames beyond the limit are refused`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      let frames = try conformer.header(of: fixture.bytes).frameCount
      let hit = limitHit(conformer, fixture.bytes, limit { $0.frames = frames - 1 })
      #expect(hit == .frames, "\(fixture)")
      #expect(limitHit(conformer, fixture.bytes, limit { $0.frames = max(frames, 1000) }) == nil, "\(fixture)")
    }
  }

  @Test(arguments: Conformer.all) func `metadata beyond the limit is refused`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      let metadata = try conformer.reader().open(fixture.bytes).metadata()
      if let profile = metadata.iccProfile, profile.count > 1 {
        let tight = limit { $0.profileBytes = profile.count - 1 }
        let error = failure { () throws(CodecError) in
          _ = try conformer.codec.open(fixture.bytes.span, limits: tight).readMetadata(of: fixture.bytes.span)
        }
        guard case .limit(.profileBytes, _, profile.count - 1)? = error?.kind else {
          Issue.record("\(fixture): \(String(describing: error))")
          continue
        }
      }
      for block in [metadata.exif, metadata.xmp] {
        guard let block, block.count > 1 else { continue }
        let tight = limit { $0.metadataBytes = block.count - 1 }
        let error = failure { () throws(CodecError) in
          _ = try conformer.codec.open(fixture.bytes.span, limits: tight).readMetadata(of: fixture.bytes.span)
        }
        guard case .limit(.metadataBytes, _, let allowed)? = error?.kind else {
          Issue.record("\(fixture): \(String(describing: error))")
          continue
        }
        #expect(allowed == block.count - 1)
      }
    }
  }

  @Test(arguments: Conformer.encoders) func `a written profile beyond the limit is refused`(_ conformer: Conformer) throws {
    let profile = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* $0) }
    let raster = TestPictures.gradient(PixelSize(8, 8))
    let bytes = try conformer.codec.encode(
      raster, metadata: ImageMetadata(iccProfile: profile), settings: conformer.codec.encodeSettings(for: Fidelity()))
    #expect(limitHit(conformer, bytes, limit { $0.profileBytes = 4999 }) == .profileBytes)
    #expect(limitHit(conformer, bytes, limit { $0.profileBytes = 5000 }) == nil)
  }

  @Test(arguments: Conformer.all) func `a limit on scans gives the same pixels or refuses`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      let whole = try conformer.read(fixture.bytes)
      do throws(CodecError) {
        let raster = try conformer.read(fixture.bytes, limits: limit { $0.scans = 1 })
        #expect(raster == whole, "\(fixture)")
      } catch {
        #expect(error.kind == .limit(.scans, actual: 2, allowed: 1), "\(fixture)")
      }
    }
  }

  @Test(arguments: Conformer.all) func `much picture out of few bytes is refused`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      let header = try conformer.header(of: fixture.bytes)
      let decoded = try #require(header.size.pixelCount) * 4
      let ratio = decoded / fixture.bytes.count
      guard ratio > 0 else { continue }
      let tight = limit {
        $0.unsuspiciousBytes = decoded - 1
        $0.decompressionRatio = ratio - 1
      }
      let error = failure { () throws(CodecError) in _ = try conformer.header(of: fixture.bytes, limits: tight) }
      #expect(error?.kind == .limit(.decompressionRatio, actual: ratio, allowed: ratio - 1), "\(fixture)")
      var exact = tight
      exact.decompressionRatio = ratio
      #expect(try conformer.header(of: fixture.bytes, limits: exact) == header, "\(fixture)")
      exact = tight
      exact.unsuspiciousBytes = decoded
      #expect(try conformer.header(of: fixture.bytes, limits: exact) == header, "\(fixture)")
    }
  }

  /// Files named `huge` are small and state the largest size of their format: refused before memory is taken, or never.
  @Test(arguments: Conformer.all) func `a size beyond all memory is refused by its header`(_ conformer: Conformer) throws {
    for fixture in try conformer.invalid() where fixture.stem == "huge" {
      let standard = failure { () throws(CodecError) in _ = try conformer.header(of: fixture.bytes) }
      guard case .limit? = standard?.kind else {
        Issue.record("\(fixture): \(String(describing: standard))")
        continue
      }
      let onlyBytes = limit {
        $0.decodedBytes = 1 << 20
        $0.side = .max
        $0.pixels = .max
      }
      let error = failure { () throws(CodecError) in _ = try conformer.header(of: fixture.bytes, limits: onlyBytes) }
      #expect(error != nil, "\(fixture)")
    }
  }
}
