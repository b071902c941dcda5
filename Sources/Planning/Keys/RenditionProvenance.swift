import FoundationEssentials
package import ImageCore
package import PipelineModel
package import Storage

/// What the renditions of one picture say of where it comes from.
package struct RenditionProvenance: Hashable, Sendable {
  private enum Origin: Hashable {
    case unsaid
    /// No model had a part in it, so what counts is what the source says of itself.
    case source
    case exchange(Call)
  }

  /// The call that a picture goes back to.
  private struct Call: Hashable {
    let type: DigitalSourceType
    let model: String
    /// In seconds since 1970 UTC: as the ledger has it, so that a rendition has the same bytes whenever it is made.
    let seconds: Int64
    let original: String?
  }

  private let origin: Origin

  /// - Parameters:
  ///   - exchange: the call that the picture goes back to; nil where there was none.
  ///   - hasSourcePicture: whether a picture out of a file was sent for it.
  package init(_ setting: ProvenanceSetting, exchange: Exchange?, hasSourcePicture: Bool) {
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

  /// What decides the packet, for keys of local results; a source's own bytes are in such a key already.
  var keyText: String {
    switch origin {
    case .unsaid: "none"
    case .source: "source"
    case .exchange(let call): "\(call.type.address) \(call.seconds) \(call.original ?? "-") \(call.model)"
    }
  }

  /// The XMP packet to write; nil for none.
  ///
  /// - Parameter source: the file that the picture was decoded from, where it was.
  package func packet(source: OpenedPicture?) -> [UInt8]? {
    switch origin {
    case .unsaid: return nil
    case .exchange(let call):
      let date = Date(timeIntervalSince1970: Double(call.seconds)).formatted(.iso8601)
      return XMPPacket(digitalSourceType: call.type, model: call.model, date: date, original: call.original).bytes
    case .source:
      guard let source else { return nil }
      do throws(CodecError) {
        return try source.metadata().xmp.flatMap { DigitalSourceType(inXMP: $0) }
          .map { XMPPacket(digitalSourceType: $0).bytes }
      } catch {
        // Pixels that can be read are not given up for what stands beside them.
        return nil
      }
    }
  }
}
