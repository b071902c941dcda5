import Glibc
import NIOCore
import NIOSSL

/// Plays one script on one connection.
final class ScriptHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let server: ScriptedServer
  private var script: ArraySlice<Step>
  private var received: [UInt8] = []
  private var isHeld = false
  private var isOver = false

  init(server: ScriptedServer, script: [Step]) {
    self.server = server
    self.script = script[...]
  }

  func channelActive(context: ChannelHandlerContext) { play(context) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += Array(unwrapInboundIn(data).readableBytesView)
    play(context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isOver { server.noteClosedEarly() }
    isOver = true
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func play(_ context: ChannelHandlerContext) {
    while !isHeld, !isOver, let step = script.first {
      switch step {
      case .readRequest:
        guard let request = takeRequest() else { return }
        server.add(request: request)
      case .send(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
      case .startTLS(let secret):
        do {
          // In front, so that this script sees what was said in secret.
          try context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: secret), position: .first)
        } catch {
          context.close(promise: nil)
        }
      case .waitForRelease:
        isHeld = true
        // Before anything else, because what was released already goes on within this call.
        script = script.dropFirst()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        server.releasedFuture.hop(to: context.eventLoop).whenComplete { _ in
          let (handler, context) = bound.value
          handler.isHeld = false
          handler.play(context)
        }
        return
      case .close:
        isOver = true
        context.close(promise: nil)
      case .reset:
        isOver = true
        guard let options = context.channel as? any SocketOptionProvider else { return context.close(promise: nil) }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        // Lingering for no time makes the kernel send a reset instead of an orderly end.
        options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in bound.value.close(promise: nil) }
      }
      script = script.dropFirst()
    }
  }

  /// The first whole request among the bytes that came; nil while it is not whole.
  private func takeRequest() -> [UInt8]? {
    guard let headEnd = received.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return nil }
    var length = 0
    for line in String(decoding: received[..<headEnd], as: UTF8.self).split(separator: "\r\n") {
      let field = line.split(separator: ":", maxSplits: 1)
      if field.count == 2, field[0].lowercased() == "content-length" { length = Int(field[1].drop { $0 == " " }) ?? 0 }
    }
    guard received.count >= headEnd + length else { return nil }
    defer { received = Array(received[(headEnd + length)...]) }
    return Array(received[..<(headEnd + length)])
  }
}
