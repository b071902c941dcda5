#ifndef CHEIF_SHIM_H
#define CHEIF_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// libheif in calls that keep nothing: every pointer is used during the call only, and no C++ exception leaves them.
// `side_limit` is the largest width and height that libheif may see in the file.
// `message` receives libheif's words, cut to `message_capacity` (at least 1) and always ended with 0.

typedef enum {
  CHEIFStatusOK = 0,
  CHEIFStatusTruncated,
  CHEIFStatusMalformed,
  CHEIFStatusUnsupported,
  CHEIFStatusTooLarge,
} CHEIFStatus;

typedef struct {
  // After rotation, mirroring and cropping.
  int width;
  int height;
  // As stored; below 1 where the file does not say.
  int luma_bits;
  bool has_alpha;
  size_t icc_count;
  size_t exif_count;
  size_t xmp_count;
} CHEIFSummary;

// The version of the library: major << 24 | minor << 16 | maintenance << 8.
uint32_t cheif_version(void);

// What the file says about its primary picture. Decodes nothing.
CHEIFStatus cheif_read_summary(
    const uint8_t *bytes, size_t count, int side_limit, CHEIFSummary *summary, char *message, size_t message_capacity);

// Copies the blocks whose sizes cheif_read_summary told; a block whose size is not exactly that is malformed.
CHEIFStatus cheif_read_metadata(
    const uint8_t *bytes, size_t count, int side_limit, uint8_t *icc, size_t icc_count, uint8_t *exif,
    size_t exif_count, uint8_t *xmp, size_t xmp_count, char *message, size_t message_capacity);

// Decodes the primary picture as RGBA, packed rows of width * 4 samples of 8 bits, or of 16 in the machine's byte order. A picture that turns out to be of
// another size is malformed. `is_premultiplied` tells whether colour is still multiplied by alpha.
CHEIFStatus cheif_decode(
    const uint8_t *bytes, size_t count, int side_limit, int width, int height, bool is_deep, uint8_t *pixels, size_t capacity,
    bool *is_premultiplied, char *message, size_t message_capacity);

#ifdef __cplusplus
}
#endif

#endif
