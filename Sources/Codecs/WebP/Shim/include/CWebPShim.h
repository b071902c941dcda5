#ifndef CWEBP_SHIM_H
#define CWEBP_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// libwebp in calls that keep nothing: every pointer is used during the call only, and returned memory is freed by cwebp_release.

typedef enum {
  CWebPStatusOK = 0,
  CWebPStatusTruncated,
  CWebPStatusMalformed,
  CWebPStatusUnsupported,
  CWebPStatusOutOfMemory,
  CWebPStatusTooLarge,
} CWebPStatus;

typedef struct {
  int width;
  int height;
  bool has_alpha;
  bool is_lossless;
} CWebPFeatures;

// Bytes that libwebp allocated.
typedef struct {
  uint8_t *bytes;
  size_t count;
} CWebPBytes;

// The version of the decoder: major << 16 | minor << 8 | revision.
int cwebp_version(void);

// Reads the header of a whole file, or of one frame's chunks. Allocates nothing.
CWebPStatus cwebp_read_features(const uint8_t *bytes, size_t count, CWebPFeatures *features);

// Decodes straight RGBA into `pixels`, rows `stride` bytes apart. The picture must be exactly width x height, and its last row must end
// within `capacity`; anything else is malformed and writes nothing. A `divisor` above 1 must divide both sides without a rest; the result
// is then so many times smaller, each pixel the mean of those it stands for.
CWebPStatus cwebp_decode(
    const uint8_t *bytes, size_t count, int width, int height, int divisor, size_t stride, uint8_t *pixels, size_t capacity);

// Tests whether a whole file decodes at its full size; keeps nothing.
CWebPStatus cwebp_try(const uint8_t *bytes, size_t count);

typedef struct {
  int width;
  int height;
  // If not set, the fourth bytes are ignored.
  bool has_alpha;
  // 0 to 100, for lossy coding.
  int quality;
  bool is_lossless;
  // 0 to 100 (off), for lossless coding.
  int near_lossless;
  // 0 to 6.
  int method;
  // Keeps the colour of wholly transparent pixels.
  bool is_exact;
} CWebPEncoding;

// Encodes straight RGBA rows of width * 4 bytes. `output` is empty unless the status is OK.
CWebPStatus cwebp_encode(const uint8_t *pixels, size_t count, CWebPEncoding encoding, CWebPBytes *output);

// Puts a profile and XMP (each may be empty) around an encoded picture.
CWebPStatus cwebp_assemble(
    const uint8_t *image, size_t image_count, const uint8_t *icc, size_t icc_count, const uint8_t *xmp,
    size_t xmp_count, CWebPBytes *output);

void cwebp_release(CWebPBytes *output);

#endif
