import Testing

@Suite struct SourceFileTests {
  @Test func `imports are found in all their spellings`() {
    let file = file(
      """
      import One
      package import Two
      @preconcurrency import Three
      import struct Four.Name
        import Five
      // import Six
      let import7 = "import Seven"
      /// Users import Eight.
      """)
    #expect(file.imports.map(\.module) == ["One", "Two", "Three", "Four", "Five"])
    #expect(file.imports.map(\.line) == [1, 2, 3, 4, 5])
  }

  @Test func `comments and string literals are no code`() {
    let file = file(
      #"""
      let a = 1  // try? later
      let b = "say \"try?\" // here" + c
      try? d()
      """#)
    #expect(file.code.map { $0.code.contains("try?") } == [false, false, true])
    #expect(file.code[1].code.hasSuffix("+ c"))
  }

  @Test func `the end of a longer word is another word`() {
    let file = file("let a: Entry? = b\nlet c = (try? d())\ntry? e()")
    #expect(file.code.map { $0.uses("try?") } == [false, true, true])
    #expect(self.file("a.write(b)\nwrite(b)").code.map { $0.uses(".write(") } == [true, false])
  }

  private func file(_ text: String) -> SourceFile {
    SourceFile(path: "Module/File.swift", lines: text.split(separator: "\n", omittingEmptySubsequences: false))
  }
}
