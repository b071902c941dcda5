package import GatewayAPI

/// A stable code of the reason why an asset was not made. Events, messages and tests identify it by ``name``, which never changes.
package enum FailureCode: Hashable, Sendable, CustomStringConvertible {
  // Its inputs.
  case unusableSource
  case changedSource
  case unreadableSource
  case unplannedFile
  case unreadablePicture
  case unusablePicture
  case oversizedOutput
  case missingOriginal
  case noOriginal
  case notSelected
  /// The file at the place of one of its outputs is not this program's.
  case foreignFile

  // Calls, before they are sent.
  case blocked
  case frozen
  case notInPlan
  case budgetReached
  case unknownPrice
  case pictureTooLarge
  case requestTooLarge
  case gatewayCannot
  case invalidRequest
  case rateLimited
  case notSent
  /// Another machine makes the call.
  case claimedElsewhere

  // Calls that were sent.
  /// As an item of a job, which has not been answered.
  case submitted
  case jobFailed
  case jobCancelled
  case jobExpired
  case unknownExchange
  case missingAnswer
  case keyRefused
  case serviceRefused
  case modelNotServed
  case quotaExhausted
  case overloaded
  case requestRefused
  case redirected
  case gatewayFailed
  case unreadableAnswer

  // The environment.
  case stopped
  case storage
  case gateway
  case key
  case answerNotFiled
  case damagedLock
  case newerLock
  case damagedManifest
  case recordTooLarge
  case outputChanged
  case noPlan
  /// A watch gave up on a source.
  case setAside
  case unexpected

  /// The failure of an answer without a picture.
  case generation(GenerationFailure.Name)
  /// The finding of a stage; the code is the stage's own.
  case stage(StageFailure.Code)

  package var name: String {
    switch self {
    case .unusableSource: "unusable-source"
    case .changedSource: "changed-source"
    case .unreadableSource: "unreadable-source"
    case .unplannedFile: "unplanned-file"
    case .unreadablePicture: "unreadable-picture"
    case .unusablePicture: "unusable-picture"
    case .oversizedOutput: "oversized-output"
    case .missingOriginal: "missing-original"
    case .noOriginal: "no-original"
    case .notSelected: "not-selected"
    case .foreignFile: "foreign-file"
    case .blocked: "blocked"
    case .frozen: "frozen"
    case .notInPlan: "not-in-plan"
    case .budgetReached: "budget-reached"
    case .unknownPrice: "unknown-price"
    case .pictureTooLarge: "picture-too-large"
    case .requestTooLarge: "request-too-large"
    case .gatewayCannot: "gateway-cannot"
    case .invalidRequest: "invalid-request"
    case .rateLimited: "rate-limited"
    case .notSent: "not-sent"
    case .claimedElsewhere: "claimed-elsewhere"
    case .submitted: "submitted"
    case .jobFailed: "job-failed"
    case .jobCancelled: "job-cancelled"
    case .jobExpired: "job-expired"
    case .unknownExchange: "unknown-exchange"
    case .missingAnswer: "missing-answer"
    case .keyRefused: "key-refused"
    case .serviceRefused: "service-refused"
    case .modelNotServed: "model-not-served"
    case .quotaExhausted: "quota-exhausted"
    case .overloaded: "overloaded"
    case .requestRefused: "request-refused"
    case .redirected: "redirected"
    case .gatewayFailed: "gateway-failed"
    case .unreadableAnswer: "unreadable-answer"
    case .stopped: "stopped"
    case .storage: "storage"
    case .gateway: "gateway"
    case .key: "key"
    case .answerNotFiled: "answer-not-filed"
    case .damagedLock: "damaged-lock"
    case .newerLock: "newer-lock"
    case .damagedManifest: "damaged-manifest"
    case .recordTooLarge: "record-too-large"
    case .outputChanged: "output-changed"
    case .noPlan: "no-plan"
    case .setAside: "set-aside"
    case .unexpected: "failed"
    case .generation(let name): name.rawValue
    case .stage(let code): code.name
    }
  }

  package var description: String { name }
}
