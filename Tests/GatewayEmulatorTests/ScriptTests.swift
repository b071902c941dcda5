import GatewayEmulator
import ImageCore
import Testing

struct ScriptTests {
  @Test func `the first rule that fits and is not used up decides`() async throws {
    let script = EmulatorScript([
      EmulatorScript.Rule(requests: 3...3, .status(500)), EmulatorScript.Rule(prompt: "winter", times: 1, .status(503)),
      EmulatorScript.Rule(model: "other-model", .status(404)),
    ])
    try await emulator(script).withServer { server in
      let client = LoopbackClient(port: server.port)
      var statuses: [Int] = []
      for prompt in ["in winter", "in winter", "in winter", "in spring"] {
        statuses.append(try await client.post(path, body: body(prompt)).status)
      }
      statuses.append(try await client.post("/v1/models/other-model:generateContent", body: body()).status)
      #expect(statuses == [503, 200, 500, 200, 404])
      #expect(await server.requests.map(\.faults) == [["status"], [], ["status"], [], ["status"]])
    }
  }

  @Test func `a file of rules is read`() async throws {
    let script = try EmulatorScript(
      faultsFile: """
        [{"request": [1, 2], "faults": [{"status": {"code": 429, "shape": "relay", "retryAfter": 2}}]},
         {"request": 3, "times": 1, "faults": ["jpegLabelledPNG", {"pixels": "320x200"}]}]
        """)
    try await emulator(script).withServer { server in
      let client = LoopbackClient(port: server.port)
      for _ in 0..<2 { #expect(try await client.post(path, body: body()).headers["retry-after"] == "2") }
      let picture = try await client.post(path, body: body()).picture()
      #expect(try header(picture).size == PixelSize(320, 200))
      #expect(try header(picture).format == FormatID("jpeg"))
    }
  }

  @Test(arguments: FaultTable.rows.map(\.name))
  func `every fault of the table says what it takes`(name: String) {
    #expect {
      _ = try EmulatorScript(faultsFile: "[{\"faults\": [{\"\(name)\": [[]]}]}]")
    } throws: { error in
      "\(error)".hasPrefix("rule 1: '\(name)' takes ")
    }
  }

  @Test(arguments: [
    ("[{\"faults\": [\"textonly\"]}]", "unknown fault 'textonly'; allowed: status, delay"), ("{}", "expected a list of rules"),
    ("[{\"fault\": []}]", "unknown key 'fault'; allowed: request, model"), ("[{\"faults\": []}]", "at least one fault"),
    ("[{\"request\": 0, \"faults\": [\"markdown\"]}]", "a number from 1"), ("[", "not JSON"),
    ("[{\"prompt\": \"x\", \"faults\": [\"closeBeforeReading\"]}]", "acts before the prompt is known"),
  ])
  func `a wrong file is refused with what is allowed`(text: String, words: String) {
    #expect {
      _ = try EmulatorScript(faultsFile: text)
    } throws: { error in
      "\(error)".contains(words)
    }
  }
}
