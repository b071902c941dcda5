import FoundationEssentials
import Testing

@testable import Storage

/// Which machine has a store open.
@Suite struct MachineTests {
  private let folder: ScratchFolder
  private var path: String { "\(folder.path)/store" }

  init() throws { folder = try ScratchFolder() }

  /// Leaves what a run of a machine says of itself.
  private func enter(_ machine: Machine, device: UInt64? = nil) async throws -> String {
    let store = try await Store.open(path)
    let run = try await store.startRun(pipeline: "shop", command: "run")
    let name = "store/runs/\(run.id).machine"
    let own = String(decoding: try folder.read(name), as: UTF8.self)
    try await run.finish(outcome: "succeeded")
    #expect(try folder.names(in: "store/runs").isEmpty)
    let text = String(decoding: try JSONEncoder().encode(machine), as: UTF8.self)
    let mounted = try FileStamp.of(path)?.device
    let number = try #require(device ?? mounted)
    #expect(own.contains("\"device\":"))
    try folder.write(Array(#"{"machine":\#(text),"device":\#(number)}"#.utf8), to: name)
    return name
  }

  private static let here = Machine.current()

  @Test(arguments: [
    Machine(hostName: "n2", id: "0123", boot: "4567"), Machine(hostName: "n2", id: here.id, boot: here.boot),
    Machine(hostName: "n2", id: here.id, boot: "4567"), Machine(hostName: here.hostName, id: "", boot: "4567"),
  ])
  func `a store that another machine has open is refused, until a person frees it`(_ machine: Machine) async throws {
    let name = try await enter(machine)
    await #expect {
      try await Store.open(path)
    } throws: { error in
      (error as? StorageError)?.kind == .otherMachine(machine.hostName) && "\(error)".contains("--shared")
        && (error as? StorageError)?.isEnvironment == true
    }
    #expect(try folder.contents()[name] != nil)
    _ = try await Store.openReadOnly(path)
    #expect(try Store.releaseFromMachines(at: path) == [machine.hostName])
    _ = try await Store.open(path)
  }

  @Test func `another mount of the same boot is another machine`() async throws {
    _ = try await enter(Self.here, device: 1)
    await #expect(throws: StorageError.self) { try await Store.open(path) }
  }

  @Test func `a run of this machine that died is forgotten`() async throws {
    let name = try await enter(Self.here)
    _ = try await Store.open(path)
    #expect(try folder.contents()[name] == nil)
  }

  @Test func `what ran before this machine was started again is dead`() async throws {
    guard !Self.here.id.isEmpty else { return print("not tested here: this machine has no id") }
    let name = try await enter(Machine(hostName: Self.here.hostName, id: Self.here.id, boot: "0000"))
    _ = try await Store.open(path)
    #expect(try folder.contents()[name] == nil)
  }

  @Test func `several runs of this machine have it open together`() async throws {
    let store = try await Store.open(path)
    let run = try await store.startRun(pipeline: "shop", command: "run")
    let other = try await Store.open(path)
    let second = try await other.startRun(pipeline: "shop", command: "run")
    #expect(try Store.releaseFromMachines(at: path).isEmpty)
    try await run.finish(outcome: "succeeded")
    try await second.finish(outcome: "succeeded")
    #expect(try folder.names(in: "store/runs").isEmpty)
  }
}
