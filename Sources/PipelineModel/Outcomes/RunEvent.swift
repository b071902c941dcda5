package import GatewayAPI
package import ImageCore

/// An event of a run, as it happens. Commands show it; nothing is decided by it.
package enum RunEvent: Sendable {
  case assetStarted(asset: String)
  case callStarted(asset: String, stage: String, variant: Int, gateway: String, model: String)
  /// `outcome` is a stable name: `picture`, `text`, or that of a failure.
  case callFinished(asset: String, stage: String, variant: Int, exchange: String?, outcome: String, cost: Amount?, elapsed: Duration)
  /// A request waits for its turn, or for a retry.
  case waiting(asset: String, stage: String, gateway: String, time: Duration, why: String)
  case note(asset: String, stage: String, message: String)
  case outputWritten(asset: String, path: String, bytes: Int, size: PixelSize?)
  case assetFinished(asset: String, failure: AssetFailure?)
  case pruned(path: String)
  /// What was made of all assets together, without those that failed; with why nothing was, where that is so.
  case delivered(collector: String, folder: String, files: Int, missing: [String], failure: String?)
}

/// The receiver of events. Called from any task; must not block for long.
package struct EventSink: Sendable {
  private let receive: @Sendable (RunEvent) -> Void

  package init(_ receive: @escaping @Sendable (RunEvent) -> Void) { self.receive = receive }

  package func send(_ event: RunEvent) { receive(event) }
}
