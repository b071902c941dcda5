import GatewayEmulator
import Testing

/// A pipeline file that was cloned cannot send a key of its choice to an address of its choice.
@Suite struct KeyConsentTests {
  private static func pipeline(_ key: String, address: String = "https://relay.invalid") -> String {
    """
    version: 1
    name: cloned
    model: gemini-3.1-flash-image
    asset: a
    output: out
    gateway: theirs
    gateways:
      theirs:
        dialect: gemini
        baseURL: \(address)
        auth: bearer
        key: \(key)
    stages:
      - generate: {prompt: "A pier", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails: [{name: icon, longest: 16, format: png}]
    """
  }

  private static let environment = ["AWS_SECRET_ACCESS_KEY": "aws-secret-0123456789", "GEMINI_API_KEY": "gemini-secret-0123456789"]

  @Test(arguments: ["\"${env.AWS_SECRET_ACCESS_KEY}\"", "\"${env.GEMINI_API_KEY}\"", "{file: /etc/passwd}", "{file: ~/.ssh/id}"])
  func `check and plan say it, run ends with 3`(_ key: String) async throws {
    let scratch = try Scratch()
    try scratch.write("private", to: ".ssh/id")
    try scratch.write(Self.pipeline(key), to: "shop/p.yaml")
    for (verb, code) in [("check", Int32(0)), ("plan", 0), ("run", 3)] {
      let ending = try await Program.run(verb, "shop/p.yaml", in: scratch, environment: Self.environment)
      #expect(ending.code == code, "\(verb): \(ending.errors)")
      #expect(ending.errors.contains("--allow-key"), "\(verb): \(ending.errors)")
      #expect(ending.errors.contains("'relay.invalid'"), "\(verb)")
      if verb != "run" { #expect(ending.errors.contains("p.yaml:8:3: warning"), "\(verb): \(ending.errors)") }
    }
    let watch = try await Program.run(
      "watch", "shop/p.yaml", "--max-cost", "1", "--once", in: scratch, environment: Self.environment)
    #expect([2, 3].contains(watch.code))
  }

  @Test func `the user's word is given on the command line or in the configuration`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline("\"${env.AWS_SECRET_ACCESS_KEY}\""), to: "p.yaml")
    let given = try await Program.run("plan", "p.yaml", "--allow-key", "AWS_SECRET_ACCESS_KEY", in: scratch, environment: Self.environment)
    #expect(given.code == 0)
    #expect(!given.errors.contains("--allow-key"), "\(given.errors)")
    let other = try await Program.run("plan", "p.yaml", "--allow-key", "OTHER", in: scratch, environment: Self.environment)
    #expect(other.errors.contains("--allow-key"))
    try scratch.write("allowKeys: [AWS_SECRET_ACCESS_KEY, ~/.keys/one]\n", to: ".config/aquatint/config.yaml")
    let configured = try await Program.run("plan", "p.yaml", in: scratch, environment: Self.environment)
    #expect(configured.code == 0)
    #expect(!configured.errors.contains("--allow-key"), "\(configured.errors)")
    try scratch.write(Self.pipeline("{file: ~/.keys/one}"), to: "p.yaml")
    try scratch.write("a-key-of-the-file", to: ".keys/one")
    #expect(!(try await Program.run("check", "p.yaml", in: scratch).errors.contains("--allow-key")))
    try scratch.write("allowKeys: {a: b}\n", to: ".config/aquatint/config.yaml")
    let wrong = try await Program.run("check", "p.yaml", in: scratch)
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("config.yaml:1:12"), "\(wrong.errors)")
  }

  @Test func `at an address of this machine any name is taken`() async throws {
    try await withGateway { gateway in
      let scratch = try Scratch()
      try scratch.write(Self.pipeline("\"${env.AWS_SECRET_ACCESS_KEY}\"", address: "http://127.0.0.1:\(gateway.port)"), to: "p.yaml")
      let ending = try await Program.run("run", "p.yaml", in: scratch, environment: Self.environment)
      #expect(ending.code == 0, "\(ending.errors)")
    }
  }
}
