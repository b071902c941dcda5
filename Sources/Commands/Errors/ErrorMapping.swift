import Runs
import Storage

/// Runs `body`, and turns an error of the store into the message and code that a command ends with.
func mappingStorageErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
  do {
    return try await body()
  } catch let error as StorageError {
    throw CommandFailure(.environmentError, error.description)
  }
}

/// Maps errors in the same way for a run, whose mistakes have all been reported.
func mappingSessionErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
  do {
    return try await mappingStorageErrors(body)
  } catch is RejectedPipeline {
    throw ExitStatus.wrongInput
  }
}

/// Maps errors in the same way for a synchronous body.
func mappingStorageErrorsNow<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as StorageError {
    throw CommandFailure(.environmentError, error.description)
  }
}
