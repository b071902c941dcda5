import Storage

/// Turns errors of the surroundings into the message and code that a command ends with.
enum Surfacing {
  static func storageErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch let error as StorageError {
      throw CommandFailure(.wrongSurroundings, error.description)
    }
  }

  /// The same for what does not wait.
  static func storageErrorsNow<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as StorageError {
      throw CommandFailure(.wrongSurroundings, error.description)
    }
  }
}
