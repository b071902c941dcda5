/// Decides whether a pipeline file may have a key sent to the address that it names.
///
/// A pipeline file may come from anyone: a cloned one must not send `AWS_SECRET_ACCESS_KEY`, or the first line of any file, to a host of
/// its choice. The user's own configuration is trusted, and so are addresses on this machine.
package struct KeyConsent: Sendable {
  /// A key that a file asks for without the user's consent.
  package struct Refusal: Error, Hashable, Sendable {
    package let gateway: String
    package let host: String
    /// The name of the variable, or the path of the file, as the user would allow it.
    package let source: String
    /// The reason why consent is needed.
    package let reason: String

    package var message: String {
      "the gateway '\(gateway)' would send \(reason) to '\(host)'; "
        + "if that is meant, allow it with --allow-key \(source), or under 'allowKeys:' in your own configuration"
    }
  }

  /// The ending that marks a variable as the key of some gateway.
  private static let ending = "_API_KEY"

  /// The built-in profiles, and those of the user's configuration, by host and variable.
  private let known: [GatewayProfile]
  private let allowed: Set<String>
  /// Returns a path with every link resolved.
  private let realPath: @Sendable (String) -> String

  /// - Parameters:
  ///   - known: the profiles that are not the pipeline file's.
  ///   - allowed: names of variables and absolute paths of files that the user allows.
  package init(known: [GatewayProfile], allowed: Set<String>, realPath: @escaping @Sendable (String) -> String) {
    self.known = known
    self.allowed = allowed
    self.realPath = realPath
  }

  /// Examines the key of one gateway.
  /// - Parameters:
  ///   - folder: the absolute path of the pipeline file's folder.
  ///   - path: returns the absolute path of a key file.
  /// - Returns: the reason why the key may not be sent, or `nil` if it may.
  package func refusal(for profile: GatewayProfile, pipelineIn folder: String, path: (String) -> String) -> Refusal? {
    guard profile.keyIsOfPipelineFile, profile.authentication != .none, let address = profile.baseURL, !address.isLoopback else {
      return nil
    }
    switch profile.keySource {
    // A pipeline file cannot have a command, and a key that stands in it is its own.
    case .none, .command, .literal: return nil
    case .environment(let names):
      for name in names {
        guard !allowed.contains(name), let reason = reason(for: name, at: address.host) else { continue }
        return Refusal(gateway: profile.name, host: address.host, source: name, reason: reason)
      }
      return nil
    case .file(let name):
      let file = realPath(path(name))
      guard !file.hasPrefix(realPath(folder) + "/"), !allowed.contains(path(name)), !allowed.contains(file) else { return nil }
      return Refusal(
        gateway: profile.name, host: address.host, source: path(name),
        reason: "the first line of '\(path(name))', which is not in the pipeline file's folder,")
    }
  }

  private func reason(for name: String, at host: String) -> String? {
    let owners = known.filter { $0.keySource.variables.contains(name) }
    if owners.contains(where: { $0.baseURL?.host == host }) { return nil }
    if let owner = owners.first { return "the variable \(name), which is the key of the gateway '\(owner.name)'," }
    return name.hasSuffix(Self.ending) ? nil : "the variable \(name), whose name does not end in \(Self.ending),"
  }
}
