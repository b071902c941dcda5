import Runs
import Storage

/// Turns errors of the environment into the message and code that a command ends with.
enum Surfacing {
  static func storageErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch let error as StorageError {
      throw CommandFailure(.environmentError, error.description)
    }
  }

  /// The same for a run, of whose mistakes everything was said.
  static func sessionErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      return try await storageErrors(body)
    } catch is RejectedPipeline {
      throw ExitStatus.wrongInput
    }
  }

  /// The same for what does not wait.
  static func storageErrorsNow<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as StorageError {
      throw CommandFailure(.environmentError, error.description)
    }
  }
}
