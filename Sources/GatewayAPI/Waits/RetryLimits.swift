/// The limits of asking again that more than one place keeps to.
package enum RetryLimits {
  /// All waiting of one exchange together, at whatever gateway.
  package static let maximumWait = Duration.seconds(60)
}
