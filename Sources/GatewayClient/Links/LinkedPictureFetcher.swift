import AsyncHTTPClient
package import GatewayAPI
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Fetches pictures that answers only link to: over https, from public addresses, up to a size, without following redirects, without a key.
///
/// The address that was checked is the one that is connected to, so that a second look-up cannot yield another machine.
package struct LinkedPictureFetcher: Sendable {
  private let environment: ClientEnvironment
  private let isAllowed: @Sendable (IPAddress) -> Bool

  package init(environment: ClientEnvironment) {
    self.init(environment: environment) { $0.isPublic }
  }

  /// - Parameter isAllowed: returns whether an address may be connected to.
  package init(environment: ClientEnvironment, isAllowed: @escaping @Sendable (IPAddress) -> Bool) {
    self.environment = environment
    self.isAllowed = isAllowed
  }

  /// Returns the answer with its links' pictures in it, if the profile allows it and the answer has no picture of its own; a picture that
  /// could not be fetched becomes a defect of the answer. Each link costs at most `timeout`.
  package func completing(_ answer: GenerationAnswer, from profile: GatewayProfile, timeout: Duration = .seconds(60)) async
    -> GenerationAnswer
  {
    guard profile.fetchesLinks, answer.images.isEmpty, answer.error == nil else { return answer }
    var result = answer
    for link in answer.links {
      do {
        let picture = try await fetch(link, limit: profile.maximumAnswerBytes, timeout: timeout)
        result = result.replacing(link: link, by: picture)
      } catch {
        result.defects.append("the picture at \(link.prefix(200)) was not fetched: \(error)")
      }
    }
    return result
  }

  func fetch(_ link: String, limit: Int, timeout: Duration) async throws(LinkError) -> AnswerImage {
    let target = try PictureAddress(link)
    guard environment.proxies.route(to: target.base) == .direct else {
      // The proxy would look the name up once more, and its result cannot be checked.
      throw LinkError(description: "links are not fetched through a proxy")
    }
    let address = try await resolve(target)
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: environment.authorities.tlsConfiguration(), redirectConfiguration: .disallow,
      timeout: HTTPClient.Configuration.Timeout(connect: .seconds(30)),
      decompression: .disabled)
    configuration.httpVersion = .http1Only
    configuration.dnsOverride = [target.host: address]
    let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    let result: Result<AnswerImage, LinkError>
    do {
      result = .success(try await fetch(target, with: client, limit: limit, timeout: timeout))
    } catch let error as LinkError {
      result = .failure(error)
    } catch {
      result = .failure(LinkError(description: "\(error)"))
    }
    do {
      try await client.shutdown()
    } catch {
      // Its only request has ended; there is nothing left that closing could lose.
    }
    return try result.get()
  }

  private func fetch(_ target: PictureAddress, with client: HTTPClient, limit: Int, timeout: Duration) async throws -> AnswerImage {
    var request = HTTPClientRequest(url: target.url)
    request.headers.add(name: "Accept", value: "image/*")
    request.headers.add(name: "Accept-Encoding", value: "identity")
    let response = try await client.execute(request, timeout: TimeAmount(timeout))
    guard response.status == .ok else { throw LinkError(description: "the host answered \(response.status.code)") }
    if let length = response.headers.first(name: "content-length").flatMap({ Int($0) }), length > limit {
      throw LinkError(description: "the picture has \(length) bytes, more than \(limit)")
    }
    var bytes: [UInt8] = []
    for try await buffer in response.body {
      guard bytes.count + buffer.readableBytes <= limit else { throw LinkError(description: "the picture has more than \(limit) bytes") }
      bytes.append(contentsOf: buffer.readableBytesView)
    }
    guard !bytes.isEmpty else { throw LinkError(description: "the host answered with nothing") }
    let mediaType = response.headers.first(name: "content-type").flatMap { $0.split(separator: ";").first.map(String.init) }
    return AnswerImage(bytes: bytes, declaredMediaType: mediaType, origin: .link)
  }

  /// Returns the one address of a host that will be connected to.
  private func resolve(_ target: PictureAddress) async throws(LinkError) -> String {
    let socket: SocketAddress
    do {
      socket = try await NIOThreadPool.singleton.runIfActive {
        try SocketAddress.makeAddressResolvingHost(target.host, port: target.port)
      }
    } catch {
      throw LinkError(description: "the host \(target.host) was not found")
    }
    guard let text = socket.ipAddress, let address = IPAddress(v4: text[...]) ?? IPAddress(v6: text[...]), isAllowed(address) else {
      throw LinkError(description: "the host \(target.host) is not at a public address")
    }
    return text
  }
}
