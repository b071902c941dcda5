package import Storage

/// A validating stage's finding about a picture.
package struct Judgement: Hashable, Sendable {
  package enum Verdict: Hashable, Sendable {
    case passed
    /// It violated a rule, and this remedy, as the file writes it, repaired it; carries the violation.
    case repaired(by: String, Rejection)
    /// Nothing that the file allows helps.
    case rejected(Rejection)
    /// It violated a rule, and the file allows another call in its place.
    case retry(Rejection)
  }

  /// A figure, by its name.
  package struct Measurement: Hashable, Sendable {
    package let name: String
    /// With its unit, for people and for the ledger.
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package let verdict: Verdict
  package let measured: [Measurement]

  package init(_ verdict: Verdict, measured: [Measurement] = []) {
    self.verdict = verdict
    self.measured = measured
  }

  /// Indicates whether the asset goes on with the picture, or with the repaired one.
  package var isAccepted: Bool {
    switch verdict {
    case .passed, .repaired: true
    case .rejected, .retry: false
    }
  }
}

/// The reason why a result was rejected.
package struct Rejection: Hashable, Sendable {
  package let code: StageFailure.Code
  /// One line for a person.
  package let message: String

  package init(_ code: StageFailure.Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// A local failure of one asset.
package struct StageFailure: Error, Hashable, Sendable {
  /// A stable kebab-case name, for example `wrong-ratio`. Each stage has its own.
  package struct Code: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let name: String
    package init(stringLiteral name: String) { self.name = name }
    package init(_ name: String) { self.name = name }
    package var description: String { name }
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension RecordedJudgement {
  /// Creates the ledger's record of a judgement over the answer of an exchange.
  package init(_ judgement: Judgement, key: Digest, stage: String, exchange: ExchangeID, clock: UTCClock = .system) {
    let (verdict, rejection, remedy): (Verdict, Rejection?, String?) =
      switch judgement.verdict {
      case .passed: (.passed, nil, nil)
      case .repaired(let remedy, let rejection): (.repaired, rejection, remedy)
      case .rejected(let rejection), .retry(let rejection): (.rejected, rejection, nil)
      }
    let measured = Dictionary(judgement.measured.map { ($0.name, $0.value) }) { first, _ in first }
    self.init(
      key: key, exchange: exchange, stage: stage, verdict: verdict, reason: rejection?.code.name, remedy: remedy,
      message: rejection?.message, measured: FieldsJSON.write(measured), created: clock.milliseconds())
  }
}
