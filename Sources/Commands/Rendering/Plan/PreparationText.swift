import Diagnostics
import ImageCore
import PipelineModel
import Planning

/// The preparation of pictures for the model, in a few lines however many there are.
struct PreparationText {
  let forecast: PlanForecast
  let gateways: [String]

  /// Kinds of pictures that are shown before the rest is only counted.
  private static let maximumKinds = 6

  var lines: [String] {
    guard !forecast.preparations.isEmpty else { return [] }
    return ["Pictures for the model"] + pictures.map { "      \($0)" } + ladders.map { "      \($0)" } + requests.map { "      \($0)" }
  }

  /// The same picture counts once, however many calls it goes with.
  private var distinct: [ForecastPreparation] {
    var seen: Set<String> = []
    return forecast.preparations.filter { preparation in
      guard let path = preparation.path else { return true }
      return seen.insert("\(preparation.role.rawValue) \(path) \(preparation.estimate)").inserted
    }
  }

  private var pictures: [String] {
    var order: [String] = []
    var counts: [String: Int] = [:]
    var nouns: [String: String] = [:]
    for preparation in distinct {
      let text = Self.text(of: preparation)
      if counts[text] == nil { order.append(text) }
      counts[text, default: 0] += 1
      nouns[text] = Self.noun(preparation.role)
    }
    // The most frequent kinds are shown first, references after sources.
    let sorted = order.enumerated().sorted { left, right in
      func rank(_ item: (offset: Int, element: String)) -> (Int, Int, Int) {
        (nouns[item.element] == Self.noun(.source) ? 0 : 1, -(counts[item.element] ?? 0), item.offset)
      }
      return rank(left) < rank(right)
    }.map(\.element)
    var lines = sorted.prefix(Self.maximumKinds).map { "\(Count.of(counts[$0] ?? 0, nouns[$0] ?? "")): \($0)" }
    let rest = sorted.dropFirst(Self.maximumKinds)
    if !rest.isEmpty {
      let pictures = rest.reduce(0) { $0 + (counts[$1] ?? 0) }
      lines.append("and \(Count.of(pictures, "picture")) of \(Count.of(rest.count, "other kind")) or size; --details shows all assets")
    }
    return lines
  }

  private static func noun(_ role: ForecastPreparation.Role) -> String {
    switch role {
    case .source: "source"
    case .reference: "reference"
    case .result: "returned picture"
    }
  }

  private static func text(of preparation: ForecastPreparation) -> String {
    let picture = preparation.picture
    var before = [picture.mediaType, picture.size?.description].compactMap(\.self).joined(separator: " ")
    if before.isEmpty { before = "size not known yet" }
    if let result = preparation.result {
      return "\(before) -> \(result.mediaType) \(result.size), \(Count.bytes(result.bytes))"
    }
    let types = Self.firstTypes(preparation.estimate)
    guard let size = preparation.estimate.size else { return "\(before) -> \(types)" }
    return "\(before) -> \(types) \(size == picture.size ? "in its size" : size.description)"
  }

  /// Returns the types of a first attempt; two if only the pixels decide.
  private static func firstTypes(_ estimate: PreparationEstimate) -> String {
    let first = estimate.mediaTypes.first ?? "no type"
    guard let opaque = estimate.opaqueMediaTypes?.first, opaque != first else { return first }
    return "\(first) (\(opaque) if no pixel is transparent)"
  }

  /// The fallback steps that make pictures fit which are too large.
  private var ladders: [String] {
    var lines: [String] = []
    for preparation in forecast.preparations where preparation.result == nil {
      let estimate = preparation.estimate
      guard let last = estimate.lastType else { continue }
      var fallbackSteps = estimate.mediaTypes.dropFirst().map { "as \($0)" }
      if !estimate.lowerQualities.isEmpty {
        fallbackSteps.append("as \(last) at quality \(estimate.lowerQualities.map(String.init).joined(separator: ", "))")
      }
      fallbackSteps.append("a quarter smaller each time, down to \(estimate.smallestEdge) pixels")
      let line = "at quality \(estimate.quality); over \(Count.bytes(estimate.pictureBytes)) "
      if !lines.contains(where: { $0.hasPrefix(line) }) { lines.append(line + fallbackSteps.joined(separator: ", then ")) }
    }
    return lines
  }

  private var requests: [String] {
    guard let largest = forecast.requests.max(by: { $0.maximumBytes < $1.maximumBytes }), largest.knownBytes > 0 else { return [] }
    let known = "\(Count.bytes(largest.knownBytes)) of \(largest.knownBytes > 4_000 ? "references and text" : "text")"
    let open = largest.openPictures > 0 ? ", and \(Count.of(largest.openPictures, "picture")) with it" : ""
    let limit =
      "of the \(Count.bytes(largest.allowedBytes)) that \(gateways.joined(separator: " and ")) \(gateways.count == 1 ? "takes" : "take")"
    return ["the largest request: \(known) after base64\(open), \(limit)"]
  }
}
