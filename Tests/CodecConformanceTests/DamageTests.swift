import FoundationEssentials
import ImageCore
import TestSupport
import Testing

@Suite struct DamageTests {
  private static let triesEveryLength = ProcessInfo.processInfo.environment["AQUATINT_LONG_TESTS"] != nil

  /// Every length of a small file; of a larger one about two hundred, and each of the last. `AQUATINT_LONG_TESTS` tries every length of all.
  private func cuts(of count: Int) -> [Int] {
    guard count > 600, !DamageTests.triesEveryLength else { return Array(0..<count) }
    let tail = count - 24
    return Array(stride(from: 0, to: tail, by: max(1, tail / 200))) + Array(tail..<count)
  }

  @Test(arguments: Conformer.all) func `a picture that is cut short fails, or lacks nothing`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      let whole = try conformer.read(fixture.bytes)
      for length in cuts(of: fixture.bytes.count) {
        let part = Array(fixture.bytes.prefix(length))
        do {
          let isWhole = try conformer.read(part) == whole
          #expect(isWhole, "\(fixture) cut to \(length) of \(fixture.bytes.count) bytes decodes to other pixels")
        } catch {
          // An animation or a container may break its rules by being short, so only a limit or a missing feature is wrong.
          switch error.kind {
          case .empty, .unrecognized, .truncated, .malformed, .unsupported: break
          case .limit, .cannotEncode: Issue.record("\(fixture) cut to \(length) bytes: \(error)")
          }
        }
        // Whatever these say, they must come back.
        _ = failure { () throws(CodecError) in _ = try conformer.codec.open(part.span, limits: .standard).header }
        _ = failure { () throws(CodecError) in _ = try conformer.codec.open(part.span, limits: .standard).readMetadata(of: part.span) }
      }
    }
  }

  @Test(arguments: Conformer.all) func `the smallest picture, cut to any length, fails or lacks nothing`(_ conformer: Conformer) throws {
    let fixture = try #require(try conformer.valid().min { $0.bytes.count < $1.bytes.count })
    let whole = try conformer.read(fixture.bytes)
    var failures = 0
    for length in fixture.bytes.indices {
      let part = Array(fixture.bytes.prefix(length))
      do throws(CodecError) {
        let isWhole = try conformer.read(part) == whole
        #expect(isWhole, "\(fixture) cut to \(length) bytes decodes to other pixels")
      } catch {
        failures += 1
      }
    }
    #expect(failures > fixture.bytes.count / 2, "\(fixture)")
  }

  @Test(arguments: Conformer.all) func `a picture without its last third is not decoded`(_ conformer: Conformer) throws {
    let fixtures = try conformer.valid().filter { !$0.stem.contains("after-the-end") && $0.bytes.count > 900 }
    for fixture in fixtures {
      let part = Array(fixture.bytes.prefix(fixture.bytes.count * 2 / 3))
      let error = failure { () throws(CodecError) in _ = try conformer.read(part) }
      #expect(error != nil, "\(fixture)")
    }
  }

  @Test(arguments: Conformer.all) func `flipped bits never trap and never leave pixels unwritten`(_ conformer: Conformer) throws {
    for (number, fixture) in try conformer.valid().enumerated() {
      var generator = SeededGenerator(seed: UInt64(number))
      for _ in 0..<100 {
        var bytes = fixture.bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          let index = Int.random(in: 0..<bytes.count, using: &generator)
          bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
        _ = failure { () throws(CodecError) in _ = try conformer.codec.open(bytes.span, limits: .standard).readMetadata(of: bytes.span) }
        // Flips in a size may ask for more than a test should take.
        var limits = DecodeLimits.standard
        limits.pixels = 1 << 20
        let error = failure { () throws(CodecError) in _ = try conformer.read(bytes, limits: limits) }
        guard error == nil else { continue }
        #expect(try conformer.writesEveryPixel(of: bytes), "\(fixture)")
      }
    }
  }

  @Test(arguments: Conformer.all) func `what must be refused is refused`(_ conformer: Conformer) throws {
    for fixture in try conformer.invalid() {
      let error = failure { () throws(CodecError) in _ = try conformer.read(fixture.bytes) }
      #expect(error != nil, "\(fixture) was decoded")
    }
  }

  @Test(arguments: Conformer.all) func `nothing after the signature fails cleanly`(_ conformer: Conformer) throws {
    let fixture = try #require(try conformer.valid().first)
    for filler in [0, 0x7F, 0xFF] as [UInt8] {
      let bytes = Array(fixture.bytes.prefix(16)) + [UInt8](repeating: filler, count: 4096)
      let error = failure { () throws(CodecError) in _ = try conformer.read(bytes) }
      #expect(error != nil)
    }
  }
}
