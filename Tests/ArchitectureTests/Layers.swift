/// Where each target belongs. A target imports those of lower layers only.
enum Layers {
  struct Module: Sendable {
    let name: String
    let layer: Int
    /// Below `Sources`.
    let folder: String
    /// Targets without Swift code that only this one may import.
    let ownC: [String]

    init(_ name: String, _ layer: Int, folder: String? = nil, ownC: [String] = []) {
      self.name = name
      self.layer = layer
      self.folder = folder ?? name
      self.ownC = ownC
    }

    static func codec(_ name: String) -> Module {
      Module("\(name)Codec", 3, folder: "Codecs/\(name)", ownC: ["C\(name)Shim", "C\(name)Library"])
    }
  }

  static let modules: [Module] = [
    Module("JSON", 0),
    Module("Diagnostics", 1),
    Module("ImageCore", 2),
    .codec("PNG"), .codec("JPEG"), .codec("WebP"), .codec("HEIF"),
    Module("ImageOperations", 3, ownC: ["CImageKernels", "CLittleCMSLibrary"]),
    Module("PipelineSpec", 3),
    Module("GatewayAPI", 3),
    Module("Storage", 3, ownC: ["CNettleLibrary"]),
    Module("FileWatching", 3, ownC: ["CFileSystemLibrary"]),
    Module("PipelineModel", 4),
    Module("PipelineStages", 5),
    Module("Planning", 5),
    Module("Dialects", 5),
    Module("GatewayClient", 6, ownC: ["CZlibLibrary"]),
    Module("GatewayEmulator", 6, ownC: ["CSceneKernel"]),
    Module("Execution", 6),
    Module("Reporting", 6),
    Module("Runs", 7),
    Module("Watching", 8),
    Module("Reviewing", 8),
    Module("BuiltIns", 9),
    Module("Commands", 10, ownC: ["CTerminalLibrary"]),
    Module("Aquatint", 10),
    Module("aquatint", 11),
  ]

  /// Modules of others that stay behind one of ours.
  static let keepers = ["ArgumentParser": "Commands", "Yams": "PipelineSpec", "GRDB": "Storage"]

  /// Modules that start slowly or tie pixels to files.
  static let foundations: Set = [
    "Foundation", "FoundationEssentials", "FoundationNetworking", "FoundationXML", "FoundationInternationalization",
  ]

  static func isWithoutFoundation(_ module: Module) -> Bool {
    module.layer <= 2 || module.folder.hasPrefix("Codecs/") || module.name == "ImageOperations"
  }

  static func module(named name: String) -> Module? { modules.first { $0.name == name } }

  /// The module a file belongs to, by its path below `Sources`.
  static func module(of path: String) -> Module? { modules.first { path.hasPrefix($0.folder + "/") } }

  static func owner(ofC name: String) -> Module? { modules.first { $0.ownC.contains(name) } }
}
