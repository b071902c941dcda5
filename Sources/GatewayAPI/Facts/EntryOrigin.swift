/// Where an entry of the user's own stands.
package struct EntryOrigin: Hashable, Sendable {
  /// What people call the file.
  package let name: String
  /// Whether a key may come from a command: a pipeline file comes from anybody and cannot run one.
  package let allowsCommands: Bool
  /// The folder from which the path of a key file starts; empty for the current one.
  package let folder: String
  /// The day from which the entry's figures are, where it does not say.
  package let today: CalendarDate

  package static func pipelineFile(in folder: String = "", today: CalendarDate) -> EntryOrigin {
    EntryOrigin(name: "the pipeline file", allowsCommands: false, folder: folder, today: today)
  }

  package static func configuration(_ path: String, in folder: String, today: CalendarDate) -> EntryOrigin {
    EntryOrigin(name: path, allowsCommands: true, folder: folder, today: today)
  }
}
