import Foundation
import Testing

@Suite struct JobScriptTests {
  private func script(_ engine: String, _ scratch: Scratch) async throws -> String {
    _ = try await PartBench(scratch, count: 4, gateway: "gateway: emulator")
    let ending = try await Program.run(
      "scripts", engine, "plan.json", "--shards", "3", "--at-once", "2", "--shared", "shared", "--store", "own store", in: scratch)
    #expect(ending.code == 0 && ending.errors.isEmpty, "\(ending.errors)")
    #expect(!scratch.exists("out") && !scratch.exists("own store"), "nothing is started")
    try scratch.write(ending.output, to: "\(engine).sh")
    return ending.output
  }

  /// Runs a program of this machine in the scratch folder.
  private func shell(_ command: String, in scratch: Scratch) throws -> (code: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(filePath: scratch.path)
    process.environment = ProcessInfo.processInfo.environment.merging(["AQUATINT": Program.path, "HOME": scratch.path]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  private func has(_ program: String, _ scratch: Scratch) throws -> Bool {
    if try shell("command -v \(program)", in: scratch).code == 0 { return true }
    print("not tested here: \(program) is not installed")
    return false
  }

  @Test(arguments: ["slurm", "parallel"]) func `a script is one of the shell, with the engine's retries off`(_ engine: String) async throws
  {
    let scratch = try Scratch()
    let text = try await script(engine, scratch)
    #expect(try shell("bash -n \(engine).sh", in: scratch).code == 0)
    #expect(text.contains(engine == "slurm" ? "#SBATCH --no-requeue" : "--retries 1"))
    #expect(text.contains("--at-once 2"))
  }

  @Test func `a part of the Slurm script runs, and is not started again when it is done`() async throws {
    let scratch = try Scratch()
    _ = try await script("slurm", scratch)
    for part in 1...3 {
      let ending = try shell("SLURM_ARRAY_TASK_ID=\(part) bash slurm.sh", in: scratch)
      #expect(ending.code == 0, "\(ending.text)")
    }
    let again = try shell("SLURM_ARRAY_TASK_ID=1 bash slurm.sh", in: scratch)
    #expect(again.code == 0 && again.text.isEmpty, "\(again.text)")
    #expect(try scratch.names(in: "out").count == 8)
  }

  @Test func `sbatch takes the script`() async throws {
    let scratch = try Scratch()
    guard try has("sbatch", scratch) else { return }
    _ = try await script("slurm", scratch)
    let ending = try shell("sbatch --test-only slurm.sh", in: scratch)
    guard !ending.text.contains("Unable to contact slurm controller"), !ending.text.contains("Could not establish a configuration source")
    else {
      print("not tested here: no Slurm controller answers")
      return
    }
    #expect(ending.code == 0, "\(ending.text)")
  }

  @Test func `parallel takes the script`() async throws {
    let scratch = try Scratch()
    guard try has("parallel", scratch) else { return }
    _ = try await script("parallel", scratch)
    let dry = try shell("bash parallel.sh --dry-run", in: scratch)
    #expect(dry.code == 0, "\(dry.text)")
    #expect(dry.text.split(separator: "\n").map(String.init).sorted() == ["part 1", "part 2", "part 3"])
    let whole = try shell("bash parallel.sh", in: scratch)
    #expect(whole.code == 0, "\(whole.text)")
    #expect(try scratch.names(in: "out").count == 8)
    #expect(try shell("bash parallel.sh", in: scratch).text.isEmpty, "what is done is not started again")
  }
}
