import Storage
import Testing

/// What the store keeps out of version control.
struct IgnoringTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func `a folder of its own is ignored whole, one that it shares only as far as it is its own`() async throws {
    _ = try await Store.open("\(folder.path)/.aquatint")
    #expect(try folder.read(".aquatint/.gitignore") == Array("*\n".utf8))

    try Folder.create(at: "\(folder.path)/shared")
    try folder.write([], to: "shared/shop.yaml")
    _ = try await Store.open("\(folder.path)/shared")
    let lines = String(decoding: try folder.read("shared/.gitignore"), as: UTF8.self).split(separator: "\n")
    #expect(lines.contains("/blobs/") && lines.contains("/ledger.sqlite*") && lines.allSatisfy { $0.hasPrefix("/") || $0.hasPrefix("#") })
    for name in try folder.names(in: "shared") where name != "shop.yaml" {
      #expect(lines.contains { $0.hasPrefix("/\(name)") } || name.hasPrefix("ledger.sqlite"), "\(name)")
    }
  }

  @Test func `what covers a file that is to be kept is narrowed; what somebody else wrote is left`() async throws {
    let store = try await Store.open("\(folder.path)/store")
    try store.keepVersionable("\(folder.path)/shop.lock.yaml")
    #expect(try folder.read("store/.gitignore") == Array("*\n".utf8))
    try store.keepVersionable("\(folder.path)/store/deep/shop.lock.yaml")
    #expect(try folder.read("store/.gitignore") != Array("*\n".utf8))
    try folder.write(Array("# mine\n".utf8), to: "store/.gitignore")
    try store.keepVersionable("\(folder.path)/store/shop.lock.yaml")
    #expect(try folder.read("store/.gitignore") == Array("# mine\n".utf8))
  }
}
