/// The origin of an entry of the user's own.
package struct EntryOrigin: Hashable, Sendable {
  /// The name of the file for people.
  package let name: String
  /// Indicates whether a key may come from a command: a pipeline file may come from anyone and cannot run one.
  package let allowsCommands: Bool
  /// The folder that the path of a key file is relative to; empty for the current one.
  package let folder: String
  /// The date of the entry's figures, if it does not state one.
  package let today: CalendarDate

  package static func pipelineFile(in folder: String = "", today: CalendarDate) -> EntryOrigin {
    EntryOrigin(name: "the pipeline file", allowsCommands: false, folder: folder, today: today)
  }

  package static func configuration(_ path: String, in folder: String, today: CalendarDate) -> EntryOrigin {
    EntryOrigin(name: path, allowsCommands: true, folder: folder, today: today)
  }
}
