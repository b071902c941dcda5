import Testing

@testable import ImageOperations

@Suite struct ColourTests {
  @Test func `all names of CSS are there, and transparent`() {
    #expect(Colour.names.count == 149)
    #expect(Set(Colour.names).count == 149)
    #expect(Colour.names == Colour.names.sorted())
    #expect(Colour.names.allSatisfy { Colour($0) != nil })
  }

  @Test(arguments: [
    ("white", Colour.white), ("RebeccaPurple", Colour(red: 102, green: 51, blue: 153)), ("transparent", .transparent),
    ("ff8000", Colour(red: 255, green: 128, blue: 0)), ("FF800040", Colour(red: 255, green: 128, blue: 0, alpha: 64)),
    ("darkslategrey", Colour(red: 47, green: 79, blue: 79)), ("00000000", .transparent),
  ])
  func `a name or digits give a colour`(_ text: String, _ colour: Colour) {
    #expect(Colour(text) == colour)
  }

  @Test(arguments: [
    "", "#ffffff", "fff", "fffffff", "gg0000", "+ff000", "whit", "white ", "ff80004", "ff8000400", "０００000", "currentcolor",
  ])
  func `anything else gives none`(_ text: String) {
    #expect(Colour(text) == nil)
  }

  @Test func `a description reads back`() {
    for colour in [Colour.white, .transparent, Colour(red: 1, green: 2, blue: 3), Colour(red: 255, green: 0, blue: 0, alpha: 9)] {
      #expect(Colour(colour.description) == colour)
    }
    #expect(Colour.names.allSatisfy { name in Colour(name).map { Colour($0.description) == $0 } ?? false })
    #expect(Colour(red: 1, green: 2, blue: 3).description == "010203")
  }
}
