/// What a stage hands on.
package enum StageResult: Sendable {
  /// The next stage's input, the files that were made, and remarks a person should see.
  case done(Artifact, files: [ProducedFile] = [], notes: [String] = [])
  /// The result will not do, but the file allows another paid call; says why the present one was rejected.
  case askAgain(Rejection)
  /// The asset fails: typed, and never with a placeholder.
  case refused(Rejection)
}

/// A file made by a stage, on its way to the output folder.
package struct ProducedFile: Sendable {
  /// As in the ``OutputDeclaration``.
  package let name: String
  package let picture: EncodedPicture

  package init(name: String, picture: EncodedPicture) {
    self.name = name
    self.picture = picture
  }
}

/// Why a result was turned down.
package struct Rejection: Hashable, Sendable {
  /// A stable kebab-case name, for example `wrong-ratio`.
  package let name: String
  /// One line for a person.
  package let message: String

  package init(name: String, message: String) {
    self.name = name
    self.message = message
  }
}

/// Something local that went wrong with one asset.
package struct StageFailure: Error, Hashable, Sendable {
  /// A stable kebab-case name, for example `unreadable-source`.
  package let name: String
  package let message: String

  package init(name: String, message: String) {
    self.name = name
    self.message = message
  }
}
