import CImageKernels

/// The library that converts colours of other spaces.
package enum ColourLibrary {
  /// Its name and the version that is loaded.
  package static var name: String {
    let version = Int(colour_library_version())
    let patch = version % 10
    return "Little CMS \(version / 1_000).\(version % 1_000 / 10)" + (patch > 0 ? ".\(patch)" : "")
  }
}
