#ifndef PIXEL_KERNELS_H
#define PIXEL_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Writes the upright picture of `width` x `height` stored RGBA pixels with the EXIF orientation `orientation` (1...8).
///
/// Both buffers have `width * height` pixels and do not overlap; from 5 on the target has `height` pixels a row.
void pixels_set_upright(const uint8_t *source, size_t width, size_t height, int orientation, uint8_t *target);

/// Lays `count` straight RGBA pixels over one colour (RGBA), source-over in the encoded values, each result rounded once.
void pixels_lay_over(const uint8_t *source, size_t source_offset, size_t count, const uint8_t *colour, uint8_t *target,
                     size_t target_offset);

/// The differences of two pictures' channels, each multiplied by its alpha; the unit is 1/255 of a level.
typedef struct pixels_difference {
  uint64_t largest;
  double sum;
  double sum_of_squares;
} pixels_difference;

/// Adds the differences of `count` pixels that start at the pixel `offset` in both pictures.
void pixels_add_difference(const uint8_t *first, const uint8_t *second, size_t offset, size_t count, pixels_difference *difference);

#endif
