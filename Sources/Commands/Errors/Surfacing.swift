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

  /// Maps errors in the same way for a run, whose mistakes have all been reported.
  static func sessionErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      return try await storageErrors(body)
    } catch is RejectedPipeline {
      throw ExitStatus.wrongInput
    }
  }

  /// Maps errors in the same way for a synchronous body.
  static func storageErrorsNow<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as StorageError {
      throw CommandFailure(.environmentError, error.description)
    }
  }
}
