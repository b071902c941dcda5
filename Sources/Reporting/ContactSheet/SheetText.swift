import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel

/// Amounts, times and sizes as the page writes them.
enum SheetText {
  static func size(_ size: PixelSize) -> String { "\(size.width) × \(size.height)" }

  /// Returns the ratio's usual name, if a picture of this size is within a rounding error of one; else the quotient.
  static func ratio(_ size: PixelSize) -> String {
    if let named = AspectRatio.nearest(to: size, among: commonRatios), named.matches(size, within: Percent(millionths: 5_000)) {
      return named.description
    }
    let hundredths = (size.width * 100 + size.height / 2) / size.height
    return "\(decimal(hundredths)):1"
  }

  private static let commonRatios = [
    AspectRatio(1, 1), AspectRatio(5, 4), AspectRatio(4, 5), AspectRatio(4, 3), AspectRatio(3, 4), AspectRatio(3, 2), AspectRatio(2, 3),
    AspectRatio(16, 9), AspectRatio(9, 16), AspectRatio(21, 9), AspectRatio(9, 21), AspectRatio(2, 1), AspectRatio(1, 2),
    AspectRatio(4, 1), AspectRatio(1, 4), AspectRatio(8, 1), AspectRatio(1, 8),
  ]

  /// Returns a decimal number: 133 is 1.33.
  static func decimal(_ hundredths: Int) -> String {
    let rest = hundredths % 100
    if rest == 0 { return String(hundredths / 100) }
    let digits = rest < 10 ? "0\(rest)" : rest % 10 == 0 ? String(rest / 10) : String(rest)
    return "\(hundredths / 100).\(digits)"
  }

  static func cost(_ cost: ReportedCost) -> String {
    if cost.calls == 0 { return "no calls" }
    if cost.unknown == cost.calls { return "cost unknown" }
    return cost.unknown == 0 ? "\(cost.known) USD" : "\(cost.known) USD and more"
  }

  /// Returns the same with the number of calls, and of those of unknown price.
  static func costOfCalls(_ cost: ReportedCost) -> String {
    if cost.calls == 0 { return "no calls" }
    let known = cost.calls - cost.unknown
    if known == 0 { return "\(Count.of(cost.calls, "call")) of unknown cost" }
    return "\(cost.known) USD for \(Count.of(known, "call"))" + (cost.unknown > 0 ? ", \(cost.unknown) more of unknown cost" : "")
  }

  static func cost(_ call: ReportedCall) -> String {
    guard call.wasSent else { return "not sent" }
    return call.cost.map { "\($0) USD" } ?? "cost unknown"
  }

  /// Returns a time to the second, in UTC.
  static func moment(milliseconds: Int64) -> String {
    let seconds = Int(milliseconds / 1000)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    let rest = seconds % 86_400
    return "\(CalendarDate(secondsSince1970: seconds)) \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)) UTC"
  }

  static func asked(_ asked: AskedPicture) -> String {
    var parts: [String] = []
    parts.append(asked.ratio?.description ?? "any ratio")
    if let size = asked.imageSize { parts.append(size) }
    return parts.joined(separator: ", ") + (asked.expected.map { " (\(size($0)))" } ?? "")
  }

  /// Returns a description of the provenance that the renditions state.
  static func sourceType(_ type: DigitalSourceType) -> String {
    switch type {
    case .trainedAlgorithmicMedia: "the files say that a model made them (\(type.term))"
    case .compositeWithTrainedAlgorithmicMedia: "the files say that a model edited a picture (\(type.term))"
    default: "the files say \(type.term)"
    }
  }

  static func verdict(_ verdict: ReportedVerdict) -> String {
    switch verdict {
    case .notAsked: "not verified: the pipeline has no verify stage"
    case .passed: "passed"
    case .repaired(let remedies): "accepted after \(remedies.joined(separator: " or "))"
    case .rejected(_, let message): "rejected: \(message)"
    case .open: "not judged yet"
    }
  }

  static func state(_ state: ReportedAsset.State) -> String {
    switch state {
    case .complete: "Complete"
    case .failed: "Failed"
    case .undecided: "In doubt"
    case .pending: "To make"
    }
  }
}
