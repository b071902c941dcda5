#ifndef CJPEG_SHIM_H
#define CJPEG_SHIM_H

#include <stddef.h>
#include <stdint.h>

// Every call into libjpeg that can longjmp is contained in these functions: no jump leaves them, they keep no pointer they are given, and
// free their allocations on every path, except the bytes of a `CJPEGBuffer` and a `CJPEGReader`, which keeps the bytes it reads until it is
// closed.

typedef enum {
  CJPEGStatusDone = 0,
  // The input ended before the picture did.
  CJPEGStatusTruncated,
  CJPEGStatusMalformed,
  // Valid, but this libjpeg was not built for it.
  CJPEGStatusUnsupported,
  CJPEGStatusOutOfMemory,
  CJPEGStatusTooManyScans,
} CJPEGStatus;

enum { CJPEGMessageSize = 200 };

// Written by every function that can fail; always ends with a zero.
typedef struct {
  CJPEGStatus status;
  // Scans seen so far, with CJPEGStatusTooManyScans.
  int32_t scans;
  char message[CJPEGMessageSize];
} CJPEGResult;

// Bytes that the caller gives back with CJPEGRelease.
typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} CJPEGBuffer;

typedef struct {
  // The size decoded to: the picture's own, or that divided by `divisor` and rounded up.
  uint32_t width;
  uint32_t height;
  // 1, 2, 4 or 8.
  uint32_t divisor;
  int32_t scanLimit;
  // Bytes that libjpeg may hold for whole pictures of coefficients.
  size_t memoryLimit;
  // Four ink amounts a pixel, 0 for none, instead of RGBA; only if the file has four components.
  int32_t keepsInks;
} CJPEGDecoding;

// A picture that is being decoded.
typedef struct CJPEGReader CJPEGReader;

typedef enum {
  CJPEGSamplesGrey = 1,
  CJPEGSamplesRGB = 3,
  // The fourth sample is not looked at.
  CJPEGSamplesRGBA = 4,
} CJPEGSamples;

typedef struct {
  uint32_t width;
  uint32_t height;
  CJPEGSamples source;
  // 0 to 100.
  int32_t quality;
  // Several scans, from coarse to fine.
  int32_t isProgressive;
  // Colour in every pixel (4:4:4) instead of every second in both directions (4:2:0).
  int32_t keepsColourResolution;
  // An ICC profile, written as APP2 segments, or null.
  const uint8_t *profile;
  size_t profileCount;
  // The body of an APP1 segment, at most 65,533 bytes, or null.
  const uint8_t *segment;
  size_t segmentCount;
} CJPEGEncoding;

// The version of libjpeg-turbo that the headers were of, in static storage; the library has no call for its own.
const char *CJPEGVersion(void);

// Decodes to RGBA with every alpha 255, 8 bits a sample, into exactly width * height * 4 bytes.
CJPEGResult CJPEGDecode(const uint8_t *bytes, size_t count, CJPEGDecoding decoding, uint8_t *pixels);

// Begins to decode. `reader` is null unless the status is done; CJPEGClose ends it.
CJPEGResult CJPEGOpen(const uint8_t *bytes, size_t count, CJPEGDecoding decoding, CJPEGReader **reader);

// Decodes the next `rows` rows, which the picture must still have, of width * 4 bytes each. Whether the file was whole is only known with
// the last row. After a failure the reader answers the same failure.
CJPEGResult CJPEGReadRows(CJPEGReader *reader, uint32_t rows, uint8_t *pixels);

// Reads on from the last row to the end of the image, and reports whether bytes were skipped on the way that no pixel comes from.
CJPEGResult CJPEGReadEnd(CJPEGReader *reader, int *hasIdleBytes);

// Null is allowed.
void CJPEGClose(CJPEGReader *reader);

// Encodes rows of width * source bytes.
CJPEGResult CJPEGEncode(const uint8_t *pixels, CJPEGEncoding encoding, CJPEGBuffer *output);

void CJPEGRelease(CJPEGBuffer *buffer);

#endif
