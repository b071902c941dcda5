/// Where an entry of the user's own stands.
package struct EntryOrigin: Hashable, Sendable {
  /// What people call the file.
  package let name: String
  /// Whether a key may come from a command: a pipeline file comes from anybody and cannot run one.
  package let allowsCommands: Bool
  /// The day from which the entry's figures are, where it does not say.
  package let today: CalendarDate

  package static func pipelineFile(today: CalendarDate) -> EntryOrigin {
    EntryOrigin(name: "the pipeline file", allowsCommands: false, today: today)
  }

  package static func configuration(_ path: String, today: CalendarDate) -> EntryOrigin {
    EntryOrigin(name: path, allowsCommands: true, today: today)
  }
}
