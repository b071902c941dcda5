import CLibraryCalls

/// How often entry points of C libraries were called with a certain file, by this whole process.
package enum LibraryCalls {
  /// libheif parsed the container.
  package static func heifParses(of file: [UInt8]) -> Int { count(LibraryCallHEIFParse, file) }

  /// libjpeg began to decode the picture.
  package static func jpegDecodes(of file: [UInt8]) -> Int { count(LibraryCallJPEGHeader, file) }

  private static func count(_ call: LibraryCall, _ file: [UInt8]) -> Int {
    // The file is read up to its own count.
    Int(unsafe library_calls(call, file, file.count))
  }
}
