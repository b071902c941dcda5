import Foundation

/// What options are filled with: the one place that looks at the process.
enum HostProcess {
  static var current: (variables: [String: String], folder: String, cores: Int) {
    let process = ProcessInfo.processInfo
    return (process.environment, FileManager.default.currentDirectoryPath, max(1, process.activeProcessorCount))
  }
}
