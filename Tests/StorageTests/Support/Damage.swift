import FoundationEssentials

/// Puts other bytes under a path, as a failing disk would.
func replaceContents(_ path: String, with bytes: [UInt8]) throws {
  try FileManager.default.removeItem(atPath: path)
  try Data(bytes).write(to: URL(filePath: path))
}

func removeFile(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }

func truncateFile(_ path: String, to count: Int) throws {
  let bytes = try Data(contentsOf: URL(filePath: path))
  try Data(bytes.prefix(count)).write(to: URL(filePath: path))
}
