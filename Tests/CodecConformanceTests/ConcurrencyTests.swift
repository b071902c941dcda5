import ImageCore
import TestSupport
import Testing

@Suite struct ConcurrencyTests {
  @Test(arguments: Conformer.all) func `decodes at the same time agree`(_ conformer: Conformer) async throws {
    for fixture in try conformer.valid().prefix(8) {
      let alone = try conformer.read(fixture.bytes)
      let rasters = try await withThrowingTaskGroup(of: Raster.self) { group in
        for _ in 0..<8 {
          group.addTask { try conformer.read(fixture.bytes) }
        }
        var rasters: [Raster] = []
        for try await raster in group { rasters.append(raster) }
        return rasters
      }
      #expect(rasters.count == 8)
      #expect(rasters.allSatisfy { $0 == alone }, "\(fixture)")
    }
  }

  @Test(arguments: Conformer.encoders) func `encodes at the same time agree`(_ conformer: Conformer) async throws {
    let raster = TestPictures.gradient(PixelSize(90, 70))
    let alone = try conformer.codec.encode(raster, metadata: .none, settings: conformer.codec.encodeSettings(for: Fidelity()))
    let files = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<8 {
        group.addTask { try conformer.codec.encode(raster, metadata: .none, settings: conformer.codec.encodeSettings(for: Fidelity())) }
      }
      var files: [[UInt8]] = []
      for try await file in group { files.append(file) }
      return files
    }
    #expect(files.count == 8)
    #expect(files.allSatisfy { $0 == alone })
  }
}
