/// The place in a pipeline that an exchange is for.
package struct Slot: Hashable, Sendable {
  package let pipeline: String
  package let asset: String
  /// The index of the stage in the chain, from 0.
  package let stage: Int
  /// From 1.
  package let variant: Int

  package init(pipeline: String, asset: String, stage: Int, variant: Int) {
    self.pipeline = pipeline
    self.asset = asset
    self.stage = stage
    self.variant = variant
  }
}

/// The place of an exchange among the items of a job.
package struct JobPlace: Hashable, Sendable {
  /// The job's name, as this program gave it.
  package let job: String
  /// From 0.
  package let item: Int
  /// The gateway's own name for the job, or `nil` while that is not known.
  package let remote: String?

  package init(job: String, item: Int, remote: String? = nil) {
    self.job = job
    self.item = item
    self.remote = remote
  }
}

/// The cost of an exchange.
package struct Cost: Hashable, Sendable {
  /// In 10⁻⁹ USD, or `nil` if it is not known.
  package let nanoUSD: Int64?
  /// The source of the amount: the price row, or the reason why there is none.
  package let basis: String

  package init(nanoUSD: Int64?, basis: String) {
    self.nanoUSD = nanoUSD
    self.basis = basis
  }
}

/// An answer as it was received; its body lies in the store.
package struct Response: Hashable, Sendable {
  package let status: Int
  /// JSON, without secrets.
  package let headers: String
  package let body: Blob

  package init(status: Int, headers: String, body: Blob) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// A stored picture, with its decoded size in pixels.
package struct Picture: Hashable, Sendable {
  package let blob: Blob
  /// The format's id.
  package let format: String
  package let width: Int
  package let height: Int

  package init(blob: Blob, format: String, width: Int, height: Int) {
    self.blob = blob
    self.format = format
    self.width = width
    self.height = height
  }
}

/// The content of an answer.
package struct Interpretation: Hashable, Sendable {
  /// The outcome's name.
  package let outcome: String
  /// JSON.
  package let detail: String
  package let picture: Picture?
  /// JSON: the other pictures of the answer.
  package let alternates: String
  /// JSON: the usage that the gateway reports, or `nil` if it reports none.
  package let usage: String?
  package let cost: Cost

  package init(outcome: String, detail: String, picture: Picture?, alternates: String = "[]", usage: String? = nil, cost: Cost) {
    self.outcome = outcome
    self.detail = detail
    self.picture = picture
    self.alternates = alternates
    self.usage = usage
    self.cost = cost
  }
}

/// A request that is about to be sent.
package struct NewExchange: Hashable, Sendable {
  package let key: Digest
  package let cause: AttemptCause
  package let billingDomain: BillingDomain
  package let gateway: String
  package let model: String
  /// The digest of the request as it is sent.
  package let requestDigest: Digest
  /// JSON, without secrets.
  package let requestSummary: String
  package let run: RunID
  package let slot: Slot
  /// The budget's reservation for it, in 10⁻⁹ USD, or `nil` if its price is not known.
  package let reserved: Int64?
  /// The tier that is asked for, in the caller's word; nil for the standard one.
  package let tier: String?
  /// The job that it will be an item of, or `nil` for a call of its own.
  package let job: JobPlace?

  package init(
    key: Digest, cause: AttemptCause, billingDomain: BillingDomain, gateway: String, model: String, requestDigest: Digest,
    requestSummary: String,
    run: RunID, slot: Slot, reserved: Int64?, tier: String? = nil, job: JobPlace? = nil
  ) {
    self.key = key
    self.cause = cause
    self.billingDomain = billingDomain
    self.gateway = gateway
    self.model = model
    self.requestDigest = requestDigest
    self.requestSummary = requestSummary
    self.run = run
    self.slot = slot
    self.reserved = reserved
    self.tier = tier
    self.job = job
  }
}

/// One paid request and its outcome: an attempt under its key.
package struct Exchange: Hashable, Sendable {
  package let id: ExchangeID
  package let key: Digest
  /// Its number under the key, from 1; numbers are never used again.
  package let attempt: Int
  package let cause: AttemptCause
  package let billingDomain: BillingDomain
  package let gateway: String
  package let model: String
  package let requestDigest: Digest
  package let requestSummary: String
  package private(set) var state: ExchangeState
  /// The reason why it was not sent, or is unknown.
  package let reason: String?
  package private(set) var response: Response?
  package let partial: PartialBody?
  package let outcome: String?
  package let detail: String?
  package let picture: Picture?
  package let alternates: String?
  package let usage: String?
  package let cost: Cost?
  package let reserved: Int64?
  package let run: RunID
  package let slot: Slot
  /// In milliseconds since 1970 UTC, by the clock of the machine: attempts are ordered by number, never by this.
  package let created: Int64
  package let updated: Int64
  /// The tier that was asked for; nil for the standard one.
  package let tier: String?
  /// The job that it is an item of, or `nil` for a call of its own.
  package let job: JobPlace?

  /// Returns the exchange as the ledger will have it once it is settled.
  func settled(as state: ExchangeState, response: Response? = nil) -> Exchange {
    var copy = self
    copy.state = state
    if let response { copy.response = response }
    return copy
  }
}

extension Exchange {
  /// The answer and its chosen picture.
  var storedFiles: [Blob] { [response?.body, picture?.blob].compactMap(\.self) }
}
