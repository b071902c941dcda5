#ifndef CPNG_SHIM_H
#define CPNG_SHIM_H

#include <stddef.h>
#include <stdint.h>

#include "CPNGReconstruction.h"

// Every call into libpng that can longjmp is contained in these functions: no jump leaves them, they keep no pointer they are given, and
// free their allocations on every path, except the bytes of a `CPNGBuffer` and a `CPNGReader`, which keeps the bytes it reads until it is
// closed.

typedef enum {
  CPNGStatusDone = 0,
  // The input ended before the picture did.
  CPNGStatusTruncated,
  CPNGStatusMalformed,
  CPNGStatusOutOfMemory,
  // More output than the caller allowed.
  CPNGStatusTooLarge,
} CPNGStatus;

enum { CPNGMessageSize = 128 };

// Written by every function that can fail; always ends with a zero.
typedef struct {
  CPNGStatus status;
  char message[CPNGMessageSize];
} CPNGResult;

// Bytes that the caller gives back with CPNGRelease.
typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} CPNGBuffer;

typedef struct {
  uint32_t width;
  uint32_t height;
  // Pixels on a side that libpng may accept.
  uint32_t sideLimit;
  // Samples of 16 bits in the machine's byte order; the file has 16 bits too.
  int isDeep;
  // Every row is made by libpng, the referee in tests.
  int isByLibrary;
} CPNGDecoding;

// A picture that is being decoded.
typedef struct CPNGReader CPNGReader;

typedef enum {
  CPNGSamplesGrey = 1,
  CPNGSamplesRGB = 3,
  CPNGSamplesRGBA = 4,
} CPNGSamples;

typedef struct {
  uint32_t width;
  uint32_t height;
  // The memory layout of the given pixels.
  CPNGSamples source;
  // The leading channels of `source` that are written.
  CPNGSamples written;
  // 0 (stored) to 9.
  int compressionLevel;
  // 1 to 256 colours as RGBA, those that are not opaque first, or null. With a palette `source` and `written` are
  // CPNGSamplesGrey and each sample is an index into it.
  const uint8_t *palette;
  int paletteCount;
  // An ICC profile, written as iCCP; if it is null an sRGB chunk is written.
  const uint8_t *profile;
  size_t profileCount;
  // Written as iTXt with the keyword for XMP.
  const uint8_t *xmp;
  size_t xmpCount;
} CPNGEncoding;

// The version of libpng at run time, in static storage.
const char *CPNGVersion(void);

// The version of libdeflate, which decides the bytes that are written, when this was built.
const char *CPNGCompressorVersion(void);

// CRC-32 as PNG uses it, over `count` bytes.
uint32_t CPNGChecksum(const uint8_t *bytes, size_t count);

// Decodes to straight RGBA, 8 bits a sample, into exactly width * height * 4 bytes; deep, into twice as many.
CPNGResult CPNGDecode(const uint8_t *bytes, size_t count, CPNGDecoding decoding, uint8_t *pixels);

// Begins to decode a picture that is not interlaced. `reader` is null unless the status is done; CPNGClose ends it.
CPNGResult CPNGOpen(const uint8_t *bytes, size_t count, CPNGDecoding decoding, CPNGReader **reader);

// Decodes the next `rows` rows, which the picture must still have, of width * 4 bytes each, deep ones of twice as many. After a failure
// the reader answers the same failure.
CPNGResult CPNGReadRows(CPNGReader *reader, uint32_t rows, uint8_t *pixels);

// Null is allowed.
void CPNGClose(CPNGReader *reader);

// Encodes rows of width * source bytes.
CPNGResult CPNGEncode(const uint8_t *pixels, CPNGEncoding encoding, CPNGBuffer *output);

// Inflates a zlib stream into at most `capacity` bytes. With `output` null it only counts, and keeps nothing.
CPNGResult CPNGInflate(const uint8_t *bytes, size_t count, uint8_t *output, size_t capacity, size_t *produced);

// Inflates the picture's data without decoding them, and reports whether they hold bytes that are no part of its `expected` filtered bytes:
// more of those, or bytes behind the compressed stream.
CPNGResult CPNGFindIdleBytes(const uint8_t *bytes, size_t count, size_t expected, int *hasIdleBytes);

void CPNGRelease(CPNGBuffer *buffer);

#endif
