extension ImageReader {
  /// What ``read(_:fitting:natively:)`` makes of these bytes in full size and read natively, from the header alone.
  package func nativeLayout(of data: Span<UInt8>) throws(CodecError) -> RasterLayout {
    let codec = try codec(for: data)
    let header = try readHeader(of: data)
    guard let layout = RasterLayout(size: header.size, format: codec.nativeFormat(for: header)) else {
      throw CodecError(format: header.format, kind: .limit(.decodedBytes, actual: .max, allowed: limits.decodedBytes))
    }
    return layout
  }
}
