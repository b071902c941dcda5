#ifndef DEEP_PIXEL_KERNELS_H
#define DEEP_PIXEL_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The operations of pixel_kernels.h, and the first step of resampling, on RGBA pixels of 16 bits a sample in the machine's byte order,
// 8 bytes a pixel. Offsets and counts are in pixels.

/// Does what `pixels_set_upright` does, for 16 bits a sample.
void deep_pixels_set_upright(const uint8_t *source, size_t width, size_t height, int orientation, uint8_t *target);

/// Does what `pixels_lay_over` does, for 16 bits a sample; the colour has four bytes.
void deep_pixels_lay_over(const uint8_t *source, size_t source_offset, size_t count, const uint8_t *colour, uint8_t *target,
                          size_t target_offset);

/// Does what `resampling_unpack` does, for 16 bits a sample; `levels` has 65,536 entries, or is null if light is proportional to the
/// samples. Those of green begin `level_stride` behind those of red, those of blue behind those of green: 0 if all are the same, else
/// 65,536.
bool deep_pixels_unpack(const uint8_t *pixels, size_t offset, size_t count, const float *levels, size_t level_stride, float *planes,
                        size_t plane_offset, size_t plane_stride);

#endif
