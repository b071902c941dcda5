import PipelineEngine
import Storage
import Synchronization

/// Writes the contact sheet of a watch. What keeps it from being written is said once and changes nothing else.
final class WatchPage: Sendable {
  private let session: Session
  private let store: Store
  private let arguments: PipelineArguments
  private let reporter: WatchReporter
  private let told = Mutex<String?>(nil)

  init(session: Session, store: Store, arguments: PipelineArguments, reporter: WatchReporter) {
    self.session = session
    self.store = store
    self.arguments = arguments
    self.reporter = reporter
  }

  /// - Parameters:
  ///   - plan: of all assets.
  ///   - failures: what the watch has met, by asset.
  func write(_ plan: Plan, failures: [String: AssetFailure]) async {
    do throws(StorageError) {
      let sheet = try await session.contactSheet(of: plan, store: store, arguments: arguments, failures: failures)
      let (path, writing) = try ContactSheetFile.write(sheet)
      tell(writing == .foreign ? ContactSheetFile.foreignMessage(path) : nil)
    } catch {
      tell("the contact sheet could not be written: \(error.description)")
    }
  }

  private func tell(_ message: String?) {
    let isNew = told.withLock { told in
      defer { told = message }
      return told != message
    }
    if isNew, let message { reporter.say("aquatint: \(message)") }
  }
}
