import GatewayAPI
import GatewayClient
import Testing

/// The table of shapes: one place decides what of an answer is a picture.
@Suite struct AnswerShapeTableTests {
  private static let all =
    AnswerShapes.emptyMembers + AnswerShapes.otherParts + AnswerShapes.places + AnswerShapes.wrappers + AnswerShapes.dialects
    + AnswerShapes.contradicted

  private func choice(_ shape: AnswerShapes.Shape) throws -> PictureChoice? {
    let outcome = GenerationOutcome.of(try readAnswer(shape.body), wants: [.image])
    guard case .picture(let choice) = outcome else {
      Issue.record("\(shape.source): \(outcome)")
      return nil
    }
    return choice
  }

  @Test(arguments: all) func `the picture is found`(_ shape: AnswerShapes.Shape) throws {
    guard let choice = try choice(shape) else { return }
    #expect(try choice.chosen.bytes.starts(with: pngBytes.prefix(8)))
  }

  @Test(arguments: AnswerShapes.contradicted.filter { $0.source != "Google" })
  func `what speaks against the picture is said`(_ shape: AnswerShapes.Shape) throws {
    #expect(try readAnswer(shape.body).contradiction != nil)
    #expect(try readAnswer(shape.body).showsWork)
  }

  @Test(arguments: AnswerShapes.emptyMembers) func `nothing speaks against it where a member is only there`(_ shape: AnswerShapes.Shape)
    throws
  {
    #expect(try readAnswer(shape.body).contradiction == nil)
  }

  @Test(arguments: [200, 400, 429, 500, 503, 504, 524]) func `a whole picture is the answer whatever the status is`(_ status: Int) throws {
    let answer = try readAnswer(AnswerShapes.candidate(AnswerShapes.picture), status: status)
    #expect(try answer.images.map { try $0.bytes } == [pngBytes])
    #expect(answer.statusBeside == (status == 200 ? nil : status))
  }

  @Test func `a body that is nothing but a picture is the answer, where it is whole and its head says so`() throws {
    let file = try AnswerFile(pngBytes)
    let head = [HeaderField("Content-Type", "image/png; charset=binary")]
    let answer = try file.answer(headers: head)
    #expect(try answer.images.map { try $0.bytes } == [pngBytes])
    #expect(answer.malformation == nil)
    #expect(try file.answer().malformation != nil, "nothing says what it is")
    #expect(throws: GatewayError.self, "it may be cut") { try file.answer(ending: .connectionClosed, headers: head) }
    #expect(throws: GatewayError.self, "a proxy's page") { try file.answer(status: 500, headers: head) }
  }

  @Test func `a draft or words beside an error are work, but no picture`() throws {
    let draft = #"{"thought":true,"inlineData":{"mimeType":"image/png","data":"\#(pngBase64)"}}"#
    for part in [draft, #"{"text":"Here it comes"}"#] {
      let body = #"{"candidates":[{"content":{"parts":["# + part + #"]}}],"error":{"code":503,"message":"busy"}}"#
      guard case .failure(let failure) = GenerationOutcome.of(try readAnswer(body), wants: [.image]) else {
        Issue.record("no failure")
        continue
      }
      #expect(failure.name == .errorInAnswer)
      #expect(failure.showsWork)
    }
    let counted = try readAnswer(#"{"error":{"code":503,"message":"busy"},"usageMetadata":{"promptTokenCount":8,"totalTokenCount":8}}"#)
    #expect(counted.showsWork)
    let zeros = try readAnswer(#"{"error":{"code":503,"message":"busy"},"usageMetadata":{"promptTokenCount":0,"totalTokenCount":0}}"#)
    #expect(!zeros.showsWork)
  }

  @Test func `words beside a status of failure are the answer's, and it is final`() throws {
    let answer = try readAnswer(AnswerShapes.candidate(#"{"text":"Here it comes"}"#), status: 503)
    guard case .failure(let failure) = GenerationOutcome.of(answer, wants: [.image]) else {
      Issue.record("no failure")
      return
    }
    #expect(failure.name == .errorInAnswer && failure.showsWork && !failure.mayAskAgain)
  }

  @Test func `a real error beside nothing is an error`() throws {
    for body in [#"{"error":{"message":"upstream failed","code":"x"}}"#, #"{"error":{"code":500}}"#, #"{"error":"failed"}"#] {
      #expect(try readAnswer(body).error != nil)
    }
  }

  @Test func `a body that broke off is not judged, with a whole picture in it neither`() {
    let body = "data: \(AnswerShapes.candidate(AnswerShapes.picture, ""))\n\ndata: {\"candidates\":[{\"con"
    for status in [200, 503] {
      do {
        _ = try readAnswer(body, status: status, ending: .connectionClosed)
        Issue.record("\(status) was read")
      } catch let error as GatewayError {
        #expect(error.classification == .unknown)
      } catch {
        Issue.record("\(error)")
      }
    }
  }
}
