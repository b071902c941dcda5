import Diagnostics
import PipelineModel
package import Storage

/// The keys of deliveries: they change whenever their bytes could.
extension LocalKey {
  /// The key of what a delivery makes of these files, one for each of its members that is there.
  package func key(of delivery: Delivery, files: [(member: Delivery.Member, file: DeliveredFile)]) -> Digest {
    var builder = KeyBuilder("delivery", version: 1)
    builder.add("stage", delivery.name)
    builder.add("revision", type(of: delivery.stage).revision)
    for setting in delivery.settings.settings where setting.isInKeys { builder.add("setting." + setting.key, setting.value) }
    var texts: [String] = []
    for (member, file) in files {
      texts += [member.role, member.asset, member.rendition, file.path, file.digest.hex]
      if let description = file.description { texts += ["description", description] }
      texts += delivery.assetTexts[member.asset] ?? []
    }
    builder.add("files", texts)
    builder.add("libraries", libraries)
    return builder.digest()
  }

  /// The digest of all files that a delivery has made, by which a set that is not whole is told.
  package static func completeness(of files: [(path: String, digest: String)]) -> Digest {
    var builder = KeyBuilder("delivered", version: 1)
    builder.add("files", files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }.flatMap { [$0.path, $0.digest] })
    return builder.digest()
  }
}
