import Foundation
import GatewayAPI
import GatewayClient
import ScriptedServer
import Testing

/// Compressed answers: asked not to come, read all the same, stored as they came.
@Suite struct ContentEncodingTests {
  private static let plain = AnswerShapes.candidate(AnswerShapes.picture)
  /// The text above in several codings.
  private static let coded: [(name: String, header: String?, bytes: [UInt8])] = [
    ("gzip", "gzip", gzip(plain)), ("gzip in capitals", "GZIP", gzip(plain)), ("x-gzip", "x-gzip", gzip(plain)),
    ("gzip without its header", nil, gzip(plain)), ("gzip under another name", "br", gzip(plain)),
    ("two members", "gzip", gzip(String(plain.prefix(40))) + gzip(String(plain.dropFirst(40)))),
    ("gzip twice", "gzip, gzip", gzip(gzip(plain))), ("deflate", "deflate", zlib(plain)),
    ("deflate without a wrapping", "deflate", stored(plain)),
    ("identity", "identity", Array(plain.utf8)), ("plain under gzip", "gzip", Array(plain.utf8)),
    ("plain under br", "br", Array(plain.utf8)),
    ("plain under deflate", "deflate", Array(plain.utf8)), ("plain under zstd", "zstd", Array(plain.utf8)),
    ("plain under nonsense", ",,", Array(plain.utf8)),
  ]

  @Test(arguments: coded.indices) func `the picture is read`(_ index: Int) throws {
    let row = Self.coded[index]
    let answer = try read(row.bytes, row.header)
    #expect(try answer.images.map { try $0.bytes } == [pngBytes], "\(row.name): \(answer.malformation ?? "")")
  }

  @Test func `an error is read too`() throws {
    do {
      _ = try read(Self.gzip(#"{"error":{"code":429,"message":"slow down"}}"#), "gzip", status: 429)
      Issue.record("an error was read as an answer")
    } catch let error as GatewayError {
      #expect(error.provider?.message == "slow down")
    }
  }

  @Test func `what cannot be undone is named, and is no other failure`() throws {
    let answer = try read([0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x00, 0x99, 0xE9, 0xD8], "zstd")
    #expect(answer.malformation?.contains("coded as 'zstd'") == true, "\(answer.malformation ?? "")")
    let bomb = try read(Self.spaces, "gzip", limit: 10_000)
    #expect(bomb.malformation?.contains("more than 10000 bytes") == true, "\(bomb.malformation ?? "")")
    let damaged = try read([0x1F, 0x8B, 0x08, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "gzip")
    #expect(damaged.malformation != nil)
  }

  @Test func `a request asks for no coding, and the body is stored as it came`() async throws {
    let body = Self.gzip(Self.plain)
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
    try await ScriptedServer.run([.readRequest, .send(Array(head.utf8) + body), .close]) { server in
      let sink = MemorySink()
      _ = try await exchange(.local(port: server.port), sink: sink).get()
      #expect(sink.bytes == body)
      #expect(server.requestTexts.first?.lowercased().contains("accept-encoding: identity\r\n") == true)
    }
  }

  private func read(_ bytes: [UInt8], _ header: String?, status: Int = 200, limit: Int? = nil) throws -> GenerationAnswer {
    let file = try AnswerFile(bytes)
    var profile = GatewayProfile.local(port: 0)
    if let limit { profile.maximumAnswerBytes = max(limit, bytes.count) }
    return try file.answer(status: status, headers: header.map { [HeaderField("Content-Encoding", $0)] } ?? [], profile: profile)
  }

  /// 65,536 spaces in gzip.
  private static let spaces = Array(
    Data(
      base64Encoded:
        "H4sIAAAAAAACA+3BgQAAAACAIJX9KRepCgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGqUGSy0AAABAA=="
    ) ?? Data())

  // MARK: encoders that store without compressing (RFC 1951, 3.2.4)

  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    repeat {
      let piece = rest.prefix(65_535)
      rest = rest.dropFirst(piece.count)
      let count = UInt16(piece.count)
      result += [rest.isEmpty ? 1 : 0, UInt8(count & 0xFF), UInt8(count >> 8), UInt8(~count & 0xFF), UInt8(~count >> 8)] + piece
    } while !rest.isEmpty
    return result
  }

  private static func stored(_ text: String) -> [UInt8] { stored(Array(text.utf8)) }

  private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    let tail = [~crc, UInt32(truncatingIfNeeded: bytes.count)].flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + stored(bytes) + tail
  }

  private static func gzip(_ text: String) -> [UInt8] { gzip(Array(text.utf8)) }

  private static func zlib(_ text: String) -> [UInt8] {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in text.utf8 { (a, b) = ((a + UInt32(byte)) % 65_521, (b + (a + UInt32(byte)) % 65_521) % 65_521) }
    let sum = b << 16 | a
    return [0x78, 0x01] + stored(text) + (0..<4).map { UInt8(truncatingIfNeeded: sum >> ((3 - $0) * 8)) }
  }
}
