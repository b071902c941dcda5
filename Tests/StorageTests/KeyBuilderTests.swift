import Storage
import Testing

struct KeyBuilderTests {
  private func key(_ domain: String = "test", version: Int = 1, _ fields: (inout KeyBuilder) -> Void) -> Digest {
    var builder = KeyBuilder(domain, version: version)
    fields(&builder)
    return builder.digest()
  }

  @Test func `the order of the fields does not matter, that of a list does`() {
    let one = key {
      $0.add("a", "x"); $0.add("b", 2); $0.add("c", ["p", "q"])
    }
    let two = key {
      $0.add("c", ["p", "q"]); $0.add("b", 2); $0.add("a", "x")
    }
    let three = key {
      $0.add("a", "x"); $0.add("b", 2); $0.add("c", ["q", "p"])
    }
    #expect(one == two)
    #expect(one != three)
  }

  @Test func `no two different contents look alike`() {
    let digest = Digest.of(utf8: "x")
    let keys = [
      key { _ in },
      key("tes", version: 1) { _ in },
      key(version: 2) { _ in },
      key { $0.add("ab", "c") },
      key { $0.add("a", "bc") },
      key { $0.add("abc", "") },
      key {
        $0.add("a", "b"); $0.add("c", "")
      },
      key {
        $0.add("a", ""); $0.add("b", "c")
      },
      key { $0.add("a", 1) },
      key { $0.add("a", "1") },
      key { $0.add("a", true) },
      key { $0.add("a", nil as String?) },
      key { $0.add("a", "") },
      key { $0.add("a", [] as [String]) },
      key { $0.add("a", [] as [Digest]) },
      key { $0.add("a", [""]) },
      key { $0.add("a", ["", ""]) },
      key { $0.add("a", ["b", "c"]) },
      key { $0.add("a", ["bc"]) },
      key { $0.add("a", digest) },
      key { $0.add("a", digest.hex) },
      key { $0.add("a", [digest]) },
      key { $0.add("a", -1) },
    ]
    #expect(Set(keys).count == keys.count)
  }

  /// Computed outside this program. If this fails, every key has changed and everything that was paid for would be asked again.
  @Test func `the encoding stays as it is`() {
    let key = key("exchange", version: 1) {
      $0.add("prompt", "a lawn")
      $0.add("variant", 2)
      $0.add("seed", nil as Int?)
      $0.add("inputs", [Digest.of(utf8: "abc")])
      $0.add("flag", true)
    }
    #expect(key.hex == "d012e41b52d06222e6addbad5cdcba94c072e9f016493ba0197361a20e91d20f")
  }
}
