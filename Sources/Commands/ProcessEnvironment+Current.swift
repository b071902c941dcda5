import FoundationEssentials
import Glibc
import Runs
import Storage
import SystemPackage

extension ProcessEnvironment {
  /// Reads the process. Nothing else asks for variables, the current folder, cores, the time of day or terminals.
  static func current() -> ProcessEnvironment {
    let process = ProcessInfo.processInfo
    return ProcessEnvironment(
      variables: process.environment, currentFolder: FilePath(FileManager.default.currentDirectoryPath),
      cores: max(1, process.activeProcessorCount),
      terminals: Terminals(input: isatty(STDIN_FILENO) == 1, output: isatty(STDOUT_FILENO) == 1, error: isatty(STDERR_FILENO) == 1),
      program: programFile())
  }

  /// Returns the stamp of the program's file, where the system says which that is (https://man7.org/linux/man-pages/man5/proc_pid_exe.5.html).
  private static func programFile() -> FileStamp? {
    do throws(StorageError) {
      return try FileStamp.of("/proc/self/exe")
    } catch {
      return nil
    }
  }
}
