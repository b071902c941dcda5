import Testing

@Suite struct ImportTests {
  private let files: [SourceFile]

  init() throws {
    files = try SourceFile.all()
    try #require(files.count > 50, "the sources were found")
  }

  @Test func `every source file belongs to a target of the table`() {
    for file in files where Layers.module(of: file.path) == nil {
      Issue.record("Sources/\(file.path): no target of the table in Layers.swift has this folder")
    }
  }

  @Test func `targets import lower layers only`() {
    for (file, module) in owned {
      for (name, line) in file.imports {
        guard let imported = Layers.module(named: name) else { continue }
        #expect(
          imported.layer < module.layer,
          "Sources/\(file.path):\(line): \(module.name) (layer \(module.layer)) imports \(name) (layer \(imported.layer))")
      }
    }
  }

  @Test func `C targets are imported where they belong`() {
    for (file, module) in owned {
      for (name, line) in file.imports {
        guard let owner = Layers.owner(ofC: name) else { continue }
        #expect(owner.name == module.name, "Sources/\(file.path):\(line): \(name) belongs to \(owner.name) alone")
      }
    }
  }

  @Test func `some modules of others are imported in one place only`() {
    for (file, module) in owned {
      for (name, line) in file.imports {
        guard let keeper = Layers.keepers[name] else { continue }
        #expect(module.name == keeper, "Sources/\(file.path):\(line): only \(keeper) imports \(name)")
      }
    }
  }

  @Test func `pixels and diagnostics do without Foundation`() {
    for (file, module) in owned where Layers.isWithoutFoundation(module) {
      for (name, line) in file.imports {
        #expect(!Layers.foundations.contains(name), "Sources/\(file.path):\(line): \(module.name) does without \(name)")
      }
    }
  }

  @Test func `the table has no name twice`() {
    let names = Layers.modules.flatMap { [$0.name] + $0.ownC }
    #expect(Set(names).count == names.count)
    #expect(Set(Layers.modules.map(\.folder)).count == Layers.modules.count)
  }

  private var owned: [(SourceFile, Layers.Module)] {
    files.compactMap { file in Layers.module(of: file.path).map { (file, $0) } }
  }
}
