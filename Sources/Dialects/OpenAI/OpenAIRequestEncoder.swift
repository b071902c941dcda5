import GatewayAPI
import ImageCore
import JSON

/// Writes a request in the dialect `openai-images`: JSON for words alone, a form for what goes with pictures.
struct OpenAIRequestEncoder {
  let profile: GatewayProfile
  let card: ModelCard?

  /// What stands between the parts of a form: the same each time, so that the same request has the same bytes.
  private static let boundary = "aquatint-7d4c1e0b95f24a3e8f6b2c19d0a7e853"

  func encode(_ request: GenerationRequest, to writer: inout JSONWriter) throws(GatewayError) -> WrittenRequest {
    let parts = request.contents.flatMap(\.parts)
    guard request.contents.count == 1, !parts.contains(where: { $0.isThought || $0.thoughtSignature != nil }) else {
      throw error("has no place for earlier turns")
    }
    var fields = [("model", profile.wireModel(for: request.model)), ("prompt", request.prompt), ("n", "1")]
    if let size = try size(of: request) { fields.append(("size", size)) }
    if let quality = request.quality { fields.append(("quality", quality)) }
    if let background = request.background { fields.append(("background", background)) }
    let pictures = parts.compactMap { part -> (bytes: [UInt8], mediaType: String)? in
      if case .image(let bytes, let mediaType) = part.payload { (bytes, mediaType) } else { nil }
    }
    var written = WrittenRequest()
    if pictures.isEmpty {
      guard request.mask == nil else { throw error("takes a mask only where a picture goes along") }
      writer.object { body in
        for (name, value) in fields {
          body.member(name) { member in if name == "n" { member.verbatim(value) } else { member.string(value) } }
        }
      }
      return written
    }
    written.path = OpenAIImagesDialect.editPath(for: profile.path)
    written.mediaType = "multipart/form-data; boundary=\(Self.boundary)"
    writer.verbatim(form(fields, pictures, mask: request.mask)[...])
    return written
  }

  private func form(_ fields: [(String, String)], _ pictures: [(bytes: [UInt8], mediaType: String)], mask: [UInt8]?) -> [UInt8] {
    var body: [UInt8] = []
    body.reserveCapacity(pictures.reduce(mask?.count ?? 0) { $0 + $1.bytes.count } + 4_096)
    func begin(_ disposition: String, _ mediaType: String?) {
      body += "--\(Self.boundary)\r\nContent-Disposition: form-data; \(disposition)\r\n".utf8
      if let mediaType { body += "Content-Type: \(mediaType)\r\n".utf8 }
      body += "\r\n".utf8
    }
    for (name, value) in fields {
      begin("name=\"\(name)\"", nil)
      body += "\(value)\r\n".utf8
    }
    for (index, picture) in pictures.enumerated() {
      let fileExtension = picture.mediaType.split(separator: "/").last.map(String.init) ?? "png"
      begin("name=\"image[]\"; filename=\"image\(index + 1).\(fileExtension)\"", picture.mediaType)
      body += picture.bytes
      body += "\r\n".utf8
    }
    if let mask {
      begin("name=\"mask\"; filename=\"mask.png\"", "image/png")
      body += mask
      body += "\r\n".utf8
    }
    body += "--\(Self.boundary)--\r\n".utf8
    return body
  }

  /// The sizes of OpenAI's models: https://platform.openai.com/docs/api-reference/images/create#images-create-size.
  private static let sizes: [(ratio: AspectRatio, size: String)] = [
    (AspectRatio(1, 1), "1024x1024"), (AspectRatio(3, 2), "1536x1024"), (AspectRatio(2, 3), "1024x1536"),
  ]

  /// Returns the pixels of what is asked for, or `nil` if that is left to the model.
  private func size(of request: GenerationRequest) throws(GatewayError) -> String? {
    guard let ratio = request.aspectRatio else { return nil }
    if let size = card?.expectedSize(ratio, request.imageSize) { return "\(size.width)x\(size.height)" }
    guard let known = Self.sizes.first(where: { $0.ratio == ratio }), request.imageSize ?? "1K" == "1K" else {
      let ratios = Self.sizes.map(\.ratio.description).joined(separator: ", ")
      throw error("has sizes of \(ratios) at 1K, and none of \(ratio)\(request.imageSize.map { " at \($0)" } ?? "")")
    }
    return known.size
  }

  private func error(_ what: String) -> GatewayError {
    GatewayError(.preparing, gateway: profile.name, "gateway '\(profile.name)' \(what)")
  }
}
