import Glibc

/// Temporary files that dead processes left among outputs.
package enum Leftovers {
  /// Removes those in the folder and in the folders directly in it; links are not followed, and files that are being written stay.
  /// - Returns: how many were removed.
  package static func remove(below folder: String) throws(StorageError) -> Int {
    let (hasLeftovers, subfolders) = try look(into: folder)
    var count = hasLeftovers ? try TemporaryFile.removeLeftovers(in: folder).count : 0
    for name in subfolders {
      let inner = "\(folder)/\(name)"
      do {
        if try look(into: inner).hasLeftovers { count += try TemporaryFile.removeLeftovers(in: inner).count }
      } catch  where error.kind == .notFound || error.kind == .permissionDenied {
        // Gone meanwhile, or somebody else's folder, in which we have written nothing.
        continue
      }
    }
    return count
  }

  private static func look(into folder: String) throws(StorageError) -> (hasLeftovers: Bool, subfolders: [String]) {
    guard let stream = unsafe opendir(folder) else { throw StorageError(errno: errno, path: folder, doing: "listing the folder") }
    defer { _ = unsafe closedir(stream) }
    var hasLeftovers = false
    var subfolders: [String] = []
    while let entry = unsafe readdir(stream) {
      let type = Int32(unsafe entry.pointee.d_type)
      // The name ends with a zero inside the entry, which stays valid until the next call of readdir; it is copied here.
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name == "." || name == ".." { continue }
      if TemporaryFile.isName(name) {
        hasLeftovers = true
      } else if type == Int32(DT_DIR) {
        subfolders.append(name)
      } else if type == Int32(DT_UNKNOWN), let status = try FileStatus.ofLink("\(folder)/\(name)"), FileStatus.isFolder(status) {
        // Some file systems do not say what an entry is.
        subfolders.append(name)
      }
    }
    return (hasLeftovers, subfolders)
  }
}
