import NIOCore
import NIOPosix

/// A client that shows what was on the wire: one request on its own connection, and every byte that came back.
struct LoopbackClient {
  struct Reply {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]
    /// Whether the connection ended before the head, or the body that the head promised, was whole.
    var isCut: Bool
    /// Whether it ended with a reset.
    var isReset: Bool
  }

  let port: Int

  func post(_ path: String, headers: [String: String] = [:], body: String) async throws -> Reply {
    try await send("POST", path, headers: headers, body: Array(body.utf8))
  }

  func send(_ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8]) async throws -> Reply {
    var head = "\(method) \(path) HTTP/1.1\r\nConnection: close\r\nContent-Length: \(body.count)\r\n"
    if headers["Host"] == nil { head += "Host: 127.0.0.1:\(port)\r\n" }
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    return try await exchange(Array((head + "\r\n").utf8) + body)
  }

  /// Sends bytes as they are, and reads until the other side ends the connection.
  func exchange(_ bytes: [UInt8]) async throws -> Reply {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port) {
      channel in
      channel.eventLoop.makeCompletedFuture {
        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
      }
    }
    let request = ByteBuffer(bytes: bytes)
    var received: [UInt8] = []
    var isReset = false
    do {
      received = try await channel.executeThenClose { inbound, outbound in
        var bytes: [UInt8] = []
        do {
          try await outbound.write(request)
          for try await part in inbound { bytes.append(contentsOf: part.readableBytesView) }
        } catch let error as IOError {
          isReset = error.errnoCode == 104
        } catch let error as ChannelError {
          isReset = error != .alreadyClosed
        }
        return bytes
      }
    } catch is IOError {
      isReset = true
    } catch is ChannelError {
      isReset = true
    }
    return LoopbackClient.parse(received, isReset: isReset)
  }

  private static func parse(_ bytes: [UInt8], isReset: Bool) -> Reply {
    let gap: [UInt8] = [13, 10, 13, 10]
    guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: gap) }) else {
      return Reply(status: 0, headers: [:], body: [], isCut: true, isReset: isReset)
    }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let halves = line.split(separator: ":", maxSplits: 1)
      if halves.count == 2 { headers[halves[0].lowercased()] = String(halves[1].drop { $0 == " " }) }
    }
    let body = Array(bytes[(end + gap.count)...])
    let promised = headers["content-length"].flatMap { Int($0) } ?? body.count
    return Reply(status: status, headers: headers, body: body, isCut: body.count < promised, isReset: isReset)
  }
}
