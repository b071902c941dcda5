/// The reason why folders are polled instead of waiting for events.
package enum PollingReason: Hashable, Sendable, CustomStringConvertible {
  case requested
  /// The user's limit of watched folders.
  case watchLimit
  /// The user's limit of inotify instances.
  case instanceLimit
  /// A file system that changes without this machine hearing of it.
  case networkFileSystem(folder: String, name: String)
  case unavailable(reason: String)

  package var description: String {
    switch self {
    case .requested: "as asked for"
    case .watchLimit:
      "the limit of watched folders is reached (raise it with 'sysctl fs.inotify.max_user_watches=524288')"
    case .instanceLimit:
      "the limit of inotify instances is reached (raise it with 'sysctl fs.inotify.max_user_instances=512')"
    case .networkFileSystem(let folder, let name): "'\(folder)' lies on \(name), where other machines' changes give no events"
    case .unavailable(let reason): reason
    }
  }
}
