import Dialects
import GatewayAPI
import JSON

/// Takes the report of a job, or the file of its results, as it arrives: each answer is passed on once it is whole, and nothing else of it is held
/// but the report itself.
actor JobAnswerStream: AnswerSink {
  enum Shape {
    /// One document, in which answers may stand.
    case report
    /// A line for each answer.
    case lines
  }

  struct TooLong: Error, CustomStringConvertible {
    var description: String { "one of its answers is too long" }
  }

  /// Bytes of what is no answer.
  private static let restLimit = 8 << 20
  /// Bytes around an answer in its line.
  private static let envelope = 64 << 10

  private let format: any JobFormat
  private let sink: any JobAnswerSink
  private let shape: Shape
  private var document: JSONArraySplitter
  private var lines: LineSplitter
  private var beginning: [UInt8] = []
  private var index = 0

  init(_ shape: Shape, format: any JobFormat, answerLimit: Int, into sink: any JobAnswerSink) {
    self.shape = shape
    self.format = format
    self.sink = sink
    document = JSONArraySplitter(of: format.answersName, elementLimit: answerLimit + Self.envelope, restLimit: Self.restLimit)
    lines = LineSplitter(limit: answerLimit + Self.envelope)
  }

  /// The report, in which the lists of answers are empty; of lines only their beginning, which is what an error is.
  var rest: [UInt8] { shape == .report ? document.rest : beginning }

  func write(_ bytes: [UInt8]) async throws {
    let objects: [[UInt8]]
    do throws(JSONArraySplitter.Fault) {
      switch shape {
      case .report: objects = try document.take(bytes)
      case .lines:
        if beginning.count < Self.envelope { beginning += bytes.prefix(Self.envelope - beginning.count) }
        objects = try lines.take(bytes)
      }
    } catch {
      throw TooLong()
    }
    for object in objects { try await pass(object) }
  }

  /// Passes on what has no line's end.
  func finish() async throws {
    if shape == .lines, let last = lines.finish() { try await pass(last) }
  }

  private func pass(_ object: [UInt8]) async throws {
    let place = index
    index += 1
    guard let answer = format.answer(object, index: place) else { return }
    try await sink.take(answer)
  }
}

/// Takes a short answer whole.
actor ShortAnswer: AnswerSink {
  private static let limit = 8 << 20

  private(set) var bytes: [UInt8] = []

  func write(_ piece: [UInt8]) async throws {
    guard bytes.count + piece.count <= Self.limit else { throw JobAnswerStream.TooLong() }
    bytes += piece
  }
}
