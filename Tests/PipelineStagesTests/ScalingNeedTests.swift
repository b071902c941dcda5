import Diagnostics
import ImageCore
import PipelineSpec
import TestSupport
import Testing

@testable import PipelineModel

/// What reaches a decoder of the stages behind it.
@Suite struct ScalingNeedTests {
  private func chain(_ stages: [(name: String, settings: String)]) throws -> Chain {
    Chain(
      links: try stages.map { stage in
        let bench = try StageBench(stage.name, stage.settings)
        #expect(bench.complaints().isEmpty)
        return Chain.Link(
          stage: bench.stage, settings: SettingsReader(nil, subject: stage.name).finish().settings, name: stage.name,
          position: SourcePosition(line: 1, column: 1))
      })
  }

  private let full = PixelSize(4_000, 2_000)
  private let decode = (name: "decode", settings: "shoe.png")
  private let small = (name: "thumbnails", settings: "[{name: a, longest: 100, format: png}, {name: b, longest: 400, format: webp}]")

  private func scaling(_ width: Int, _ height: Int, _ light: ResamplingSpace = .linear) -> PictureScaling {
    PictureScaling(part: PixelRectangle(whole: full), size: PixelSize(width, height), light: light)
  }

  @Test func `renditions ask for their sizes, and for twice the largest`() throws {
    let need = try #require(try chain([decode, small]).scalingNeed(after: 0, of: full))
    #expect(need.scalings == [scaling(100, 50), scaling(400, 200)])
    #expect(need.least == PixelSize(800, 400))
  }

  @Test func `several stages ask together, up to one that hands on something else`() throws {
    let more = (name: "thumbnails", settings: "[{name: c, longest: 600, format: png, light: encoded}]")
    let last = (name: "normalize", settings: "{longest: 1000}")
    let need = try #require(try chain([decode, small, more, last, small]).scalingNeed(after: 0, of: full))
    #expect(need.scalings == [scaling(100, 50), scaling(400, 200), scaling(600, 300, .encoded), scaling(1_000, 500)])
    #expect(need.least == PixelSize(2_000, 1_000))
    #expect(try chain([decode, last, small]).scalingNeed(after: 0, of: full)?.scalings == [scaling(1_000, 500)])
  }

  @Test func `only stages behind the place count`() throws {
    let last = (name: "normalize", settings: "{longest: 1000}")
    let need = try #require(try chain([decode, small, last]).scalingNeed(after: 1, of: full))
    #expect(need.scalings == [scaling(1_000, 500)])
    #expect(try chain([decode, small]).scalingNeed(after: 1, of: full) == nil)
  }

  @Test func `a stage that needs all of a picture gets it`() throws {
    let verify = (name: "verify", settings: "{aspectRatio: 2:1}")
    #expect(try chain([decode, verify, small]).scalingNeed(after: 0, of: full) == nil)
    #expect(try chain([decode, small, (name: "normalize", settings: "{}")]).scalingNeed(after: 0, of: full) == nil)
  }

  @Test func `where only the full size will do, it is not asked to be less`() throws {
    let large = (name: "thumbnails", settings: "[{name: a, longest: 2500, format: png}]")
    let need = try #require(try chain([decode, large]).scalingNeed(after: 0, of: full))
    #expect(need.scalings == [scaling(2_500, 1_250)])
    #expect(need.least == nil)
  }
}
