import GatewayEmulator
import NIOCore
import NIOPosix
import Testing

struct LifecycleTests {
  private struct Stop: Error {}

  @Test func `the server is gone when its body ends`() async throws {
    let port = try await emulator().withServer { server in
      #expect(server.baseURL == "http://127.0.0.1:\(server.port)")
      let answer = try await LoopbackClient(port: server.port).post(path, body: "{")
      #expect(answer.status == 400)
      return server.port
    }
    await #expect(throws: (any Error).self) { try await LoopbackClient(port: port).post(path, body: "{") }
  }

  @Test func `an error of the body comes out, also while connections are open`() async throws {
    await #expect(throws: Stop.self) {
      try await emulator().withServer { server in
        let idle = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: server.port)
          .get()
        #expect(idle.isActive)
        throw Stop()
      }
    }
  }

  @Test func `an answer that is being held back does not hold back the end`() async throws {
    try await emulator(EmulatorScript(always: .delay(.seconds(3_600)))).withServer { server in
      await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try await LoopbackClient(port: server.port).post(path, body: body()) }
        while await server.requests.isEmpty { await Task.yield() }
        group.cancelAll()
      }
      // The request was taken and its answer is an hour away; that this line and the end of the test are reached is the point.
      #expect(await server.requestCount == 1)
    }
  }

  @Test func `a port in use is reported`() async throws {
    try await emulator().withServer { first in
      let error = await #expect(throws: EmulatorError.self) {
        try await emulator { $0.port = first.port }.withServer { _ in }
      }
      #expect(error?.description.contains("\(first.port)") == true)
    }
  }

  @Test func `run serves until it is cancelled`() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      let (ports, port) = AsyncStream.makeStream(of: Int.self)
      group.addTask {
        try await emulator().run { port.yield($0.port) }
      }
      for await number in ports {
        let answer = try await LoopbackClient(port: number).post(path, body: "{")
        #expect(answer.status == 400)
        break
      }
      group.cancelAll()
    }
  }

  @Test func `two servers have two ports`() async throws {
    let ports = try await emulator().withServer { first in
      try await emulator().withServer { second in [first.port, second.port] }
    }
    #expect(Set(ports).count == 2)
  }
}
