import SystemPackage
import Testing

@testable import Watching

@Suite struct NameClaimsTests {
  @Test func `the first to claim a name keeps it, in any letter case and composition`() {
    var claims = NameClaims()
    #expect(claims.claim(["caf\u{E9}-1", "caf\u{E9}-2"], for: "a") == nil)
    let refused = claims.claim(["other", "CAFE\u{301}-2"], for: "b")
    #expect(refused?.owner == "a")
    #expect(claims.claim(["other"], for: "c") == nil, "a refused claim takes none of its names")
    #expect(claims.claim(["caf\u{E9}-1"], for: "a") == nil, "its own")
    #expect(claims.claim(["caf\u{E9}-2"], for: "b") == nil, "given up by a new claim")
  }

  @Test func `what was released may be claimed`() {
    var claims = NameClaims()
    #expect(claims.claim(["x"], for: "a") == nil)
    claims.release("a")
    #expect(!claims.owns("a"))
    #expect(claims.claim(["X"], for: "b") == nil)
    #expect(claims.allNames == ["x"])
  }
}
