import FoundationEssentials
package import ImageCore
package import PipelineModel
package import Storage

/// The provenance that the renditions of one picture state.
package struct RenditionProvenance: Hashable, Sendable {
  private enum Origin: Hashable {
    case unsaid
    /// No model contributed to it, so the source's own statement is used.
    case source
    case exchange(Call)
  }

  /// The call that a picture originates from.
  private struct Call: Hashable {
    let type: DigitalSourceType
    let model: String
    /// In seconds since 1970 UTC: as the ledger has it, so that a rendition has the same bytes whenever it is made.
    let seconds: Int64
    let original: String?
  }

  private let origin: Origin
  /// What is to be seen in it, or `nil` where nobody was asked.
  private let description: String?

  /// - Parameters:
  ///   - exchange: the call that the picture originates from, or `nil` if there was none.
  ///   - hasSourcePicture: `true` if a picture out of a file was sent for it.
  package init(_ setting: ProvenanceSetting, exchange: Exchange?, hasSourcePicture: Bool, description: String? = nil) {
    self.description = description
    switch (setting, exchange) {
    case (.none, _): origin = .unsaid
    case (.xmp, nil): origin = .source
    case (.xmp, let exchange?):
      origin = .exchange(
        Call(
          type: hasSourcePicture ? .compositeWithTrainedAlgorithmicMedia : .trainedAlgorithmicMedia, model: exchange.model,
          seconds: exchange.created / 1000, original: exchange.picture?.blob.digest.hex))
    }
  }

  /// The facts that decide the packet and the record, for keys of local results; a source's own bytes are in such a key already.
  var keyText: String {
    let said =
      switch origin {
      case .unsaid: "none"
      case .source: "source"
      case .exchange(let call): "\(call.type.address) \(call.seconds) \(call.original ?? "-") \(call.model)"
      }
    return description.map { "\(said)\n\($0)" } ?? said
  }

  /// Returns the XMP packet to write, or `nil` for none.
  ///
  /// - Parameter source: the file that the picture was decoded from, if it was.
  package func packet(source: OpenedPicture?) -> [UInt8]? {
    switch origin {
    case .unsaid: return nil
    case .exchange(let call):
      let date = Date(timeIntervalSince1970: Double(call.seconds)).formatted(.iso8601)
      return XMPPacket(
        digitalSourceType: call.type, model: call.model, date: date, original: call.original, alternativeText: description
      ).bytes
    case .source:
      let type = source.flatMap { Self.digitalSourceType(of: $0) }
      guard type != nil || description != nil else { return nil }
      return XMPPacket(digitalSourceType: type, alternativeText: description).bytes
    }
  }

  private static func digitalSourceType(of source: OpenedPicture) -> DigitalSourceType? {
    do throws(CodecError) {
      return try source.metadata().xmp.flatMap { DigitalSourceType(inXMP: $0) }
    } catch {
      // Damaged metadata are no reason to give up pixels that can be read.
      return nil
    }
  }
}
