package import ImageCore
import ImageOperations
package import PipelineModel

extension NormalizeStage: PreparingStage {
  package func outlook(on picture: ExpectedPicture, rules: InputRules, codecs: CodecRegistry) -> PreparationOutlook {
    preparation.outlook(on: picture, rules: rules, codecs: codecs)
  }

  package func prepare(_ raster: Raster, rules: InputRules, writer: ImageWriter) async throws -> EncodedPicture {
    try await preparation.prepare(.whole(ReducedRaster(raster)), rules: rules, writer: writer).picture
  }

  package func prepare(
    _ picture: OpenedPicture, of path: String, rules: InputRules, writer: ImageWriter
  ) async throws -> EncodedPicture {
    let (raster, _) = try await PictureDecoder.decode(picture, of: path)
    return try await prepare(raster, rules: rules, writer: writer)
  }
}

extension Preparation {
  /// Returns the prediction of ``prepare(_:rules:writer:)``, as far as it is known without pixels.
  func outlook(on picture: ExpectedPicture, rules: InputRules, codecs: CodecRegistry) -> PreparationOutlook {
    let types = candidates(isTransparent: picture.mayBeTransparent, rules: rules, codecs: codecs)
    let opaqueTypes = candidates(isTransparent: false, rules: rules, codecs: codecs)
    let last = Self.lastResort(among: types)
    return PreparationOutlook(
      size: picture.size.map { plan(for: $0)?.outputSize ?? $0 }, mediaTypes: types.map(\.mediaType),
      opaqueMediaTypes: types == opaqueTypes ? nil : opaqueTypes.map(\.mediaType), quality: quality, lastType: last?.mediaType,
      lowerQualities: last.map { $0.can(.lossy) ? Self.lowerQualities.filter { $0 < quality } : [] } ?? [],
      smallestEdge: Self.smallestEdge, pictureBytes: rules.pictureBytes)
  }
}
