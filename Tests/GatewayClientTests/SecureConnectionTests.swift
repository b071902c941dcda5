import BuiltIns
import Foundation
import GatewayAPI
import GatewayClient
import NIOSSL
import ScriptedServer
import Testing

/// Connections with a certificate of a private authority, with and without a proxy between.
@Suite(.enabled(if: TestAuthority.isPossible, "the command openssl, which makes the certificate, is not installed"))
struct SecureConnectionTests {
  private static let answer = Step.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")

  private static func profile(_ address: String) throws -> GatewayProfile {
    GatewayProfile.local(port: 0).with(baseURL: try BaseURL(address))
  }

  @Test func `a private authority is trusted where SSL_CERT_FILE names it, and only there`() async throws {
    let authority = try TestAuthority()
    let script: [Step] = [.startTLS(try authority.context()), .readRequest, Self.answer]
    try await ScriptedServer.run(script) { server in
      let profile = try Self.profile("https://localhost:\(server.port)")
      let trusting = HTTPContentGenerator.plain(environment: ["SSL_CERT_FILE": authority.certificate])
      let head = try await exchange(profile, generator: trusting).get()
      #expect(head.status == 200)
      guard case .failure(let error) = await exchange(profile) else {
        Issue.record("an unknown authority was trusted")
        return
      }
      #expect(error.phase == .notSent(.secureConnectionFailed))
      #expect(error.message.contains("SSL_CERT_FILE"))
      #expect(server.requests.count == 1)
    }
  }

  @Test func `a server that never shakes hands is not called one of an unknown authority`() async throws {
    try await ScriptedServer.run([.waitForRelease]) { server in
      let generator = HTTPContentGenerator(
        dialects: BuiltIns.dialects, keys: [:], environment: ClientEnvironment { _ in nil }, connectTimeout: .milliseconds(300))
      guard case .failure(let error) = try await exchange(Self.profile("https://localhost:\(server.port)"), generator: generator) else {
        Issue.record("there was no handshake, and an answer")
        return
      }
      #expect(error.phase == .notSent(.connectTimeout), "\(error)")
      #expect(!error.message.contains("authority"))
      server.release()
    }
  }

  @Test func `a folder of authorities counts too, whatever else is in it`() async throws {
    let authority = try TestAuthority()
    let folder = FileManager.default.temporaryDirectory.appending(path: "authorities-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
      do { try FileManager.default.removeItem(at: folder) } catch { print("a test folder stays behind: \(folder.path)") }
    }
    try FileManager.default.copyItem(atPath: authority.certificate, toPath: folder.appending(path: "house.pem").path)
    try Data("no certificate".utf8).write(to: folder.appending(path: "README"))
    try FileManager.default.createSymbolicLink(atPath: folder.appending(path: "gone.pem").path, withDestinationPath: "/nowhere.pem")
    try await ScriptedServer.run([.startTLS(try authority.context()), .readRequest, Self.answer]) { server in
      let profile = try Self.profile("https://localhost:\(server.port)")
      let trusting = HTTPContentGenerator.plain(environment: ["SSL_CERT_DIR": "/nowhere:\(folder.path)"])
      #expect(try await exchange(profile, generator: trusting).get().status == 200)
    }
  }

  @Test func `a certificate for another host is not called one of an unknown authority`() async throws {
    let authority = try TestAuthority()
    try await ScriptedServer.run([.startTLS(try authority.context()), .readRequest, Self.answer]) { server in
      let profile = try Self.profile("https://127.0.0.1:\(server.port)")
      let trusting = HTTPContentGenerator.plain(environment: ["SSL_CERT_FILE": authority.certificate])
      guard case .failure(let error) = await exchange(profile, generator: trusting) else {
        Issue.record("another host's certificate was taken")
        return
      }
      #expect(error.phase == .notSent(.wrongHostName), "\(error)")
      #expect(error.message.contains("for another host name") && !error.message.contains("authority"))
    }
  }

  @Test func `https goes through the proxy of HTTPS_PROXY, which sees neither key nor request`() async throws {
    let authority = try TestAuthority()
    let script: [Step] = [
      .readRequest, .send("HTTP/1.1 200 Connection established\r\n\r\n"), .startTLS(try authority.context()), .readRequest, Self.answer,
    ]
    try await ScriptedServer.run(script) { proxy in
      let generator = HTTPContentGenerator.plain(environment: [
        "HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)", "SSL_CERT_FILE": authority.certificate,
      ])
      let head = try await exchange(Self.profile("https://gateway.example"), generator: generator).get()
      #expect(head.status == 200)
      #expect(proxy.requestTexts.count == 2)
      #expect(proxy.requestTexts.first?.hasPrefix("CONNECT gateway.example:443 HTTP/1.1") == true)
      #expect(proxy.requestTexts.first?.contains("otter") == false)
    }
  }

  @Test func `NO_PROXY keeps a host from the proxy`() async throws {
    try await ScriptedServer.run([.readRequest]) { proxy in
      let generator = HTTPContentGenerator.plain(environment: [
        "HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)", "NO_PROXY": "gateway.invalid",
      ])
      guard case .failure(let error) = try await exchange(Self.profile("https://gateway.invalid"), generator: generator) else {
        Issue.record("a host that does not exist answered")
        return
      }
      if case .notSent = error.phase {} else { Issue.record("\(error.phase)") }
      #expect(proxy.connectionCount == 0)
    }
  }

  @Test func `a loopback address never goes through a proxy`() async throws {
    try await ScriptedServer.run([.readRequest]) { proxy in
      try await ScriptedServer.run(Step.answer("{}")) { server in
        let address = "http://127.0.0.1:\(proxy.port)"
        let generator = HTTPContentGenerator.plain(environment: [
          "HTTP_PROXY": address, "HTTPS_PROXY": address, "ALL_PROXY": address, "http_proxy": address,
        ])
        let head = try await exchange(.local(port: server.port), generator: generator).get()
        #expect(head.status == 200)
        #expect(proxy.connectionCount == 0)
      }
    }
  }

  @Test func `a linked picture is fetched without the key`() async throws {
    let authority = try TestAuthority()
    let picture = Array("picture".utf8)
    let head = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: \(picture.count)\r\n\r\n"
    let script: [Step] = [.startTLS(try authority.context()), .readRequest, .send(Array(head.utf8) + picture), .close]
    try await ScriptedServer.run(script) { server in
      let environment = ClientEnvironment { $0 == "SSL_CERT_FILE" ? authority.certificate : nil }
      var profile = GatewayProfile.local(port: 0)
      profile.fetchesLinks = true
      let link = "https://localhost:\(server.port)/made/1.png"
      let answer = try readAnswer(#"{"candidates":[{"content":{"parts":[{"text":"![it](\#(link))"}]}}]}"#)
      let completed = await LinkedPictureFetcher(environment: environment) { _ in true }.completing(answer, from: profile)
      #expect(completed.defects == [])
      #expect(completed.images.map(\.origin) == [.link])
      #expect(completed.images.map(\.declaredMediaType) == ["image/png"])
      #expect(try completed.images.map { try $0.bytes } == [picture])
      #expect(server.requestTexts.first?.hasPrefix("GET /made/1.png HTTP/1.1") == true)
      #expect(server.requestTexts.first?.lowercased().contains("authorization") == false)
      #expect(server.requestTexts.first?.contains("otter") == false)
    }
  }

  @Test func `a picture larger than an answer may be, a redirect and an empty answer are told of`() async throws {
    let authority = try TestAuthority()
    let answers = [
      ("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n", "more than 1000"),
      ("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 1_001), "more than 1000"),
      ("HTTP/1.1 302 Found\r\nLocation: https://localhost/2.png\r\nContent-Length: 0\r\n\r\n", "answered 302"),
      ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "with nothing"),
    ]
    for (answer, words) in answers {
      try await ScriptedServer.run([.startTLS(try authority.context()), .readRequest, .send(answer), .close]) { server in
        let environment = ClientEnvironment { $0 == "SSL_CERT_FILE" ? authority.certificate : nil }
        var profile = GatewayProfile.local(port: 0)
        profile.fetchesLinks = true
        profile.maximumAnswerBytes = 1_000
        let linked = try readAnswer(#"{"data":[{"url":"https://localhost:\#(server.port)/1.png"}]}"#)
        let completed = await LinkedPictureFetcher(environment: environment) { _ in true }.completing(linked, from: profile)
        #expect(completed.images.isEmpty)
        #expect(completed.defects.first?.contains(words) == true, "\(completed.defects)")
        guard case .failure(let failure) = GenerationOutcome.of(completed, wants: [.image]) else {
          Issue.record("a picture out of nothing")
          return
        }
        #expect(failure.name == .linkedPicture)
      }
    }
  }

  @Test func `a proxy that refuses means that nothing was sent`() async throws {
    try await ScriptedServer.run(Step.answer("", status: "403 Forbidden")) { proxy in
      let generator = HTTPContentGenerator.plain(environment: ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)"])
      guard case .failure(let error) = try await exchange(Self.profile("https://gateway.example"), generator: generator) else {
        Issue.record("a refused connection was answered")
        return
      }
      #expect(error.phase == .notSent(.proxyFailed))
    }
  }
}

/// A certificate that is its own authority, for `localhost` and `gateway.example`; removed when the test lets go of it.
final class TestAuthority: Sendable {
  private static let tool = "/usr/bin/openssl"
  static let isPossible = FileManager.default.isExecutableFile(atPath: tool)

  private let folder = FileManager.default.temporaryDirectory.appending(path: "authority-\(UUID().uuidString)")
  var certificate: String { folder.appending(path: "certificate.pem").path }
  private var key: String { folder.appending(path: "key.pem").path }

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(filePath: Self.tool)
    process.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificate, "-days",
      "2", "-subj", "/CN=test", "-addext", "subjectAltName=DNS:localhost,DNS:gateway.example",
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  deinit {
    do { try FileManager.default.removeItem(at: folder) } catch { print("a test folder stays behind: \(folder.path)") }
  }

  func context() throws -> NIOSSLContext {
    try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
        privateKey: .privateKey(NIOSSLPrivateKey(file: key, format: .pem))))
  }
}
