/// The consequence of a gateway's error for this call and those that follow.
package enum ErrorConsequence: String, CaseIterable, Hashable, Sendable {
  /// No money or quota is left there: the gateway gets no further call in this run.
  case endForQuota = "end-quota"
  /// The key is refused there: the gateway gets no further call in this run.
  case endForKey = "end-key"
  /// The service does not serve this account, project or place: the gateway gets no further call in this run.
  case endForService = "end-service"
  /// The model is not served there: this gateway gets no further request for it in this run.
  case endModel = "end-model"
  /// Too many calls; nothing was started, so the request is retried after a while and at a lower rate.
  case throttle
  /// No capacity; nothing was started, so the request is retried after a while.
  case retry
  /// This request is refused as it is; others may succeed.
  case refuse
  /// The address moved; redirects are never followed.
  case redirect
  /// The gateway failed and may have worked before it did; nothing is retried automatically.
  case fail
  /// The outcome is not known; a person decides.
  case unknown

  /// Indicates whether every further call to the gateway, or for the model there, would end in the same way.
  package var holdsForOthers: Bool {
    switch self {
    case .endForQuota, .endForKey, .endForService, .endModel: true
    case .throttle, .retry, .refuse, .redirect, .fail, .unknown: false
    }
  }

  /// A description of the consequence for people.
  package var displayName: String {
    switch self {
    case .endForQuota: "the gateway gets no further call in this run; others of the list are asked, else exit 5"
    case .endForKey, .endForService: "the gateway gets no further call in this run; exit 3"
    case .endModel: "the model is not asked for at this gateway again; others of the list are asked, else exit 3"
    case .throttle: "asked again after the wait that is named, and more slowly"
    case .retry: "asked again after a wait"
    case .refuse: "this asset fails; exit 1"
    case .redirect: "this asset fails and the new address is shown; exit 1"
    case .fail: "this asset fails and nothing is sent again by itself; exit 1"
    case .unknown: "it may have worked and been billed; a person decides, exit 6"
    }
  }
}
