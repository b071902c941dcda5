import GatewayAPI

/// The reason why a picture was not fetched, in one line.
struct LinkError: Error, Hashable, CustomStringConvertible {
  let description: String
}

/// The address of a picture that an answer names: https, a host, and nothing that could reach into this network.
struct PictureAddress: Hashable {
  let url: String
  let base: BaseURL

  var host: String { base.host }
  var port: Int { base.port ?? 443 }

  init(_ text: String) throws(LinkError) {
    guard text.lowercased().hasPrefix("https://") else { throw LinkError(description: "only https addresses are fetched") }
    let rest = text.dropFirst(8)
    let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
    do {
      base = try BaseURL("https://" + rest[..<end])
    } catch {
      throw LinkError(description: "the address cannot be used: \(error.message)")
    }
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), text.utf8.count <= 2_000 else {
      throw LinkError(description: "the address has spaces or characters beyond ASCII, or is too long")
    }
    url = String(text.prefix { $0 != "#" })
  }
}
