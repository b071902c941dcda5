/// Run by Tests/Benchmarks/run.sh. Arguments: the folder of inputs.py's pictures, how many runs a median is made of.
@main
struct Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let runs = Int(arguments[2]) else {
      print("usage: InProcessBenchmark FOLDER RUNS")
      return
    }
    KernelMeasurement().printTable(runs: runs)
    try JobMeasurement(folder: arguments[1]).printTable(runs: runs)
  }
}
