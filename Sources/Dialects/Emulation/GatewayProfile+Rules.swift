package import GatewayAPI
import ImageCore

extension GatewayProfile {
  /// Validates ratio and size against those that the gateway documents.
  package func check(ratio: String?, size: String?) throws(WireFailure) {
    if let ratio, let allowed = aspectRatios?.map(\.description), !allowed.contains(ratio) {
      throw .invalidArgument("Invalid aspect ratio '\(ratio)'. Allowed values: \(allowed.joined(separator: ", ")).")
    }
    if let size, let allowed = imageSizes, !allowed.contains(size) {
      throw .invalidArgument("Invalid image size '\(size)'. Allowed values: \(allowed.joined(separator: ", ")).")
    }
  }
}
