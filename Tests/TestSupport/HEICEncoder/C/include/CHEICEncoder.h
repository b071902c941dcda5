#ifndef CHEIC_ENCODER_H
#define CHEIC_ENCODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Writes HEIC files for tests and samples, through libheif and x265. The product only reads HEIC.

typedef struct {
  uint8_t *bytes;
  size_t count;
} CHEICBytes;

// `pixels` are width * height * 4 bytes of RGBA. `orientation` (1 to 8, as in EXIF) is written as rotation and mirroring of
// the picture. `exif` begins with its TIFF header; it and `icc` may be empty. `quality` is 0 to 100.
// Returns false with libheif's words in `message`, and an empty output. Else `output` goes back to cheic_release.
bool cheic_encode(
    const uint8_t *pixels, int width, int height, bool has_alpha, bool is_premultiplied, int orientation, int quality,
    const uint8_t *exif, size_t exif_count, const uint8_t *icc, size_t icc_count, CHEICBytes *output, char *message,
    size_t message_capacity);

void cheic_release(CHEICBytes *output);

#endif
