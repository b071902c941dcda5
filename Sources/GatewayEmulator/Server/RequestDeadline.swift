import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes a connection whose request is not completed in time: the head has so long from its first byte, and each piece of a body from the
/// one before. Stands behind the decoder of requests, and puts an observer of bytes before it.
final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart

  private enum Phase {
    case between
    case head
    case body
  }

  private let limit: TimeAmount
  private var phase = Phase.between
  private var deadline: Scheduled<Void>?

  init(_ limit: TimeAmount) { self.limit = limit }

  func handlerAdded(context: ChannelHandlerContext) {
    do {
      try context.pipeline.syncOperations.addHandler(ByteObserver(self), position: .first)
    } catch {
      // Only of a channel that is closed already.
      context.close(promise: nil)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      phase = .body
      start(on: context.channel)
    case .body: start(on: context.channel)
    case .end:
      phase = .between
      stop()
    }
    context.fireChannelRead(data)
  }

  func channelInactive(context: ChannelHandlerContext) {
    stop()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { stop() }

  fileprivate func bytesArrived(on channel: any Channel) {
    guard phase == .between else { return }
    phase = .head
    start(on: channel)
  }

  private func start(on channel: any Channel) {
    deadline?.cancel()
    deadline = channel.eventLoop.scheduleTask(in: limit) { channel.close(mode: .all, promise: nil) }
  }

  private func stop() {
    deadline?.cancel()
    deadline = nil
  }
}

/// Reports that bytes have arrived, before they are decoded.
private final class ByteObserver: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let deadline: RequestDeadline

  init(_ deadline: RequestDeadline) { self.deadline = deadline }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    deadline.bytesArrived(on: context.channel)
    context.fireChannelRead(data)
  }
}
