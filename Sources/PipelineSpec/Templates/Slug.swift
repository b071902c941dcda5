import Foundation

/// A text as part of an address: letters and digits of ASCII, with single hyphens between.
package enum Slug {
  /// What stands behind the `|` of a template.
  package static let word = "slug"

  /// Returns the text decomposed for compatibility (NFKD, https://www.unicode.org/reports/tr15/), without marks, in lower case, with a hyphen for
  /// every run of anything else; empty where nothing is left.
  package static func of(_ text: String) -> String {
    var slug = ""
    var isInRun = false
    for scalar in text.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .spacingMark, .enclosingMark: continue
      default: break
      }
      switch scalar {
      case "a"..."z", "0"..."9":
        if isInRun, !slug.isEmpty { slug += "-" }
        isInRun = false
        slug.unicodeScalars.append(scalar)
      default: isInRun = true
      }
    }
    return slug
  }
}
