import SystemPackage

extension FilePath {
  /// Returns the relative path from this folder to `target`, both absolute; by their texts, as browsers read paths.
  func relativePath(to target: FilePath) -> String {
    let start = Array(lexicallyNormalized().components)
    let end = Array(target.lexicallyNormalized().components)
    let common = zip(start, end).prefix { $0 == $1 }.count
    let ups = Array(repeating: "..", count: start.count - common)
    return (ups + end.dropFirst(common).map(\.string)).joined(separator: "/")
  }
}
