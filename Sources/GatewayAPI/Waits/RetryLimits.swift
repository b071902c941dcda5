/// The limits of retrying that several places share.
package enum RetryLimits {
  /// All waiting of one exchange together, at whatever gateway.
  package static let maximumWait = Duration.seconds(60)
}
