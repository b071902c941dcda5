import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Puts all parts of an answer into a mailbox, one at a time and no faster than they are taken out.
final class ExchangeDelegate: HTTPClientResponseDelegate {
  typealias Response = Void

  private let mailbox: AnswerMailbox

  init(mailbox: AnswerMailbox) { self.mailbox = mailbox }

  func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
    mailbox.put(.head(status: Int(head.status.code), headers: head.headers.map { ($0.name, $0.value) }))
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
    let taken = task.eventLoop.makePromise(of: Void.self)
    mailbox.put(.body(buffer, taken: taken))
    return taken.futureResult
  }

  func didFinishRequest(task: HTTPClient.Task<Void>) {}
}
