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

// A block of a file; `bytes` is null if there is none or if it is longer than allowed.
typedef struct {
  uint8_t *bytes;
  size_t count;
} CHEIFBlock;

typedef struct {
  // After rotation, mirroring and cropping.
  int width;
  int height;
  // As stored; below 1 if the file does not state it.
  int luma_bits;
  bool has_alpha;
  CHEIFBlock icc;
  CHEIFBlock exif;
  CHEIFBlock xmp;
} CHEIFSummary;

// The version of the library: major << 24 | minor << 16 | maintenance << 8.
uint32_t cheif_version(void);

// Reads the file's facts about its primary picture, with copies of the blocks beside it: a profile of at most `icc_limit` bytes, others of
// at most `block_limit`. Decodes nothing. Whatever the status, the summary goes back to cheif_release.
CHEIFStatus cheif_read_summary(
    const uint8_t *bytes, size_t count, int side_limit, size_t icc_limit, size_t block_limit, CHEIFSummary *summary, char *message,
    size_t message_capacity);

void cheif_release(CHEIFSummary *summary);

// A picture that was decoded and whose rows are still to be read.
typedef struct CHEIFReader CHEIFReader;

// Decodes the primary picture. `reader` is null unless the status is OK; cheif_close ends it. A picture that turns out to be of another
// size than width x height is malformed. `is_premultiplied` is set if colour is still multiplied by alpha. The bytes are not needed any
// longer.
CHEIFStatus cheif_decode(
    const uint8_t *bytes, size_t count, int side_limit, int width, int height, bool is_deep, CHEIFReader **reader, bool *is_premultiplied,
    char *message, size_t message_capacity);

// Reads the next `rows` rows, which the picture must still have, as RGBA: width * 4 samples each of 8 bits, or deep ones of 16 in the machine's
// byte order. Rows that were read take no memory any more, as far as the system takes it back.
void cheif_read_rows(CHEIFReader *reader, int rows, uint8_t *pixels);

// Null is allowed.
void cheif_close(CHEIFReader *reader);

// How a picture is written as AV1. `quality` is 0 to 100 and has no meaning for a lossless one; `speed` is 0 (smallest) to 9 (fastest).
typedef struct {
  int width;
  int height;
  bool has_alpha;
  int quality;
  bool is_lossless;
  bool keeps_colour_resolution;
  int speed;
} CHEIFEncoding;

// Whether the system's libheif has an encoder for AV1.
bool cheif_can_encode_av1(void);

// Writes width * height pixels of RGBA, straight alpha, with a profile and XMP where their counts are above 0. `output` goes back to
// cheif_release_block, whatever the status.
CHEIFStatus cheif_encode_av1(
    const uint8_t *pixels, size_t count, CHEIFEncoding encoding, const uint8_t *icc, size_t icc_count, const uint8_t *xmp,
    size_t xmp_count, CHEIFBlock *output, char *message, size_t message_capacity);

void cheif_release_block(CHEIFBlock *block);

#ifdef __cplusplus
}
#endif

#endif
