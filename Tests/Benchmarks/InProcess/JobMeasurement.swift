import Glibc
import ImageCore
import ImageOperations
import JPEGCodec
import PNGCodec
import WebPCodec

/// The jobs of measure.py without a process, a plan, a store and files: decoding with scaling, and encoding.
struct JobMeasurement {
  struct Job {
    let name: String
    let file: String
    let edges: [Int]
    let outputs: [(format: FormatID, quality: Int)]
  }

  static let jobs: [Job] = [
    Job(name: "4k-jpeg-to-256", file: "4k.jpg", edges: [256], outputs: [(FormatID("jpeg"), 80)]),
    Job(name: "4k-progressive-jpeg-to-256", file: "4k-progressive.jpg", edges: [256], outputs: [(FormatID("jpeg"), 80)]),
    Job(name: "4k-webp-to-256", file: "4k.webp", edges: [256], outputs: [(FormatID("webp"), 80)]),
    Job(name: "4k-png-to-256", file: "4k.png", edges: [256], outputs: [(FormatID("png"), 80)]),
    Job(
      name: "fan-out", file: "square.png", edges: [1024, 512, 256, 128, 64],
      outputs: [(FormatID("jpeg"), 80), (FormatID("webp"), 80), (FormatID("png"), 80)]),
    Job(name: "camera-p3-orientation-6", file: "camera.jpg", edges: [2048], outputs: [(FormatID("jpeg"), 90)]),
  ]

  let folder: String
  private let reader: ImageReader
  private let writer: ImageWriter

  init(folder: String) {
    self.folder = folder
    let codecs = CodecRegistry([PNG(), JPEG(), WebP()])
    reader = ImageReader(codecs: codecs)
    writer = ImageWriter(codecs: codecs)
  }

  func printTable(runs: Int) throws {
    print("\n### In process, CPU ms\n\n| job | decode and scale | encode |\n|---|---|---|")
    for job in Self.jobs {
      let bytes = try Self.bytes(of: "\(folder)/\(job.file)")
      let pictures = try decode(bytes, job)
      let decoding = try Stopwatch.median(of: runs) { _ = try decode(bytes, job) }
      let encoding = try Stopwatch.median(of: runs) { try encode(pictures, job) }
      print("| \(job.name) | \(Stopwatch.text(decoding)) | \(Stopwatch.text(encoding)) |")
    }
  }

  private func decode(_ bytes: [UInt8], _ job: Job) throws -> [Raster] {
    let picture = try reader.open(bytes)
    let header = picture.header
    let plans = job.edges.map { FitPlan(source: header.uprightSize, target: .longest($0), enlarge: false) }
    let scalings = plans.map { $0.scaling(light: .linear) }
    let least = plans.map(\.minimumSource).reduce(PixelSize(1, 1)) { PixelSize(max($0.width, $1.width), max($0.height, $1.height)) }
    let plan = try picture.plan(
      fitting: header.orientation.swapsAxes ? least.transposed : least, natively: true)
    guard let colour = RowColour(converting: plan.colourSpace),
      var scaler = RowScaler(
        scalings, of: header.uprightSize, orientation: header.orientation, layout: plan.layout, region: plan.region, colour: colour)
    else { preconditionFailure("the jobs' pictures are scaled while they are decoded") }
    try picture.decodeRows(by: plan) { rows in
      scaler.take(rows)
      return true
    }
    let pictures = scaler.finish()
    return scalings.map { pictures[$0] }
  }

  private func encode(_ pictures: [Raster], _ job: Job) throws {
    for picture in pictures {
      for output in job.outputs {
        guard let quality = Quality(output.quality) else { preconditionFailure("qualities are 0 to 100") }
        _ = try writer.write(picture, as: output.format, fidelity: Fidelity(quality: quality))
      }
    }
  }

  private struct Unreadable: Error {
    let path: String
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    // A null pointer is answered where the file cannot be opened.
    guard let file = unsafe fopen(path, "rb") else { throw Unreadable(path: path) }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      // At most as many bytes as the buffer has.
      let count = unsafe fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }
}
