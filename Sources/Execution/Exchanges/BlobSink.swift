import GatewayAPI
import Storage

/// Streams an answer's body into the store.
struct BlobSink: AnswerSink {
  let writer: BlobWriter

  func write(_ bytes: [UInt8]) async throws { try writer.append(bytes) }
}
