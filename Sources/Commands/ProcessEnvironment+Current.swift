import FoundationEssentials
import Glibc
import Runs
import SystemPackage

extension ProcessEnvironment {
  /// Reads the process. Nothing else asks for variables, the current folder, cores, the time of day or terminals.
  static func current() -> ProcessEnvironment {
    let process = ProcessInfo.processInfo
    return ProcessEnvironment(
      variables: process.environment, currentFolder: FilePath(FileManager.default.currentDirectoryPath),
      cores: max(1, process.activeProcessorCount),
      terminals: Terminals(input: isatty(STDIN_FILENO) == 1, output: isatty(STDOUT_FILENO) == 1, error: isatty(STDERR_FILENO) == 1))
  }
}
