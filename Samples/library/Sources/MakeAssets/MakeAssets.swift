import Aquatint

/// Makes the set of a pipeline file, as a server would for one of its customers: nothing is printed that is not typed.
@main
struct MakeAssets {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 2 || arguments.count == 3 else {
      print("usage: MakeAssets PIPELINE [USD]")
      return
    }
    let pipeline: Pipeline
    do {
      pipeline = try Pipeline(file: arguments[1])
    } catch {
      guard case .rejected(let problems) = error else { throw error }
      for problem in problems { print(problem) }
      return
    }
    let plan = try await pipeline.plan()
    var options = RunOptions()
    options.maximumCost = arguments.count == 3 ? Money(arguments[2]) : Money(nanos: 0)
    if let cost = plan.cost { print("\(plan.assets.count) assets, \(plan.calls) calls, \(cost.lowerBound) to \(cost.upperBound) USD") }
    let summary = try await pipeline.run(options) { events in
      for await event in events {
        switch event {
        case .callFinished(let call, let outcome, let cost, _):
          print("\(call.asset): \(outcome), \(cost.map { "\($0) USD" } ?? "of unknown cost")")
        case .fileWritten(let asset, let path, let bytes): print("\(asset): \(path), \(bytes) bytes")
        case .assetFinished(let asset, let failure?): print("\(asset): failed: \(failure.kind) \(failure.code)")
        default: break
        }
      }
    }
    print("\(summary.succeeded) of \(summary.assets) made; \(summary.calls) calls; \(summary.cost) USD")
    for file in try pipeline.manifest()?.files ?? [] where file.kind == .rendition {
      let picture = try Picture(file: "\(pipeline.outputFolder)/\(file.path)")
      print("\(file.path): \(picture.format), \(picture.width)x\(picture.height)")
    }
  }
}
