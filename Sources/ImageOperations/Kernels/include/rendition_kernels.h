#ifndef RENDITION_KERNELS_H
#define RENDITION_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Scales a part of a picture without mixing pixels: each takes the one that its middle lies in.
///
/// `part` is left, top, width, height, inside a source that is `width` pixels wide; the target has `target_width * target_height` pixels of as
/// many bytes, does not overlap, and no side of either is above 2^30.
void pixels_nearest(const uint8_t *source, size_t width, size_t bytes_per_pixel, const size_t *part, size_t target_width, size_t target_height,
                    uint8_t *target);

/// Sharpens RGBA pixels of 8 bits by `amount` times their difference from what is around them. Both buffers have `width * height` pixels and do not
/// overlap.
void pixels_sharpen(const uint8_t *source, size_t width, size_t height, float amount, uint8_t *target);

/// Finds the smallest part (left, top, width, height) of RGBA pixels of 4 or 8 bytes that holds all that can be seen; 0 where nothing can.
int pixels_find_visible(const uint8_t *pixels, size_t width, size_t height, size_t bytes_per_pixel, size_t *part);

/// Adds up for each column and each row how much its pixels draw the eye, by edges and by saturation. `columns` has `width` and `rows` `height`
/// numbers of any content.
void pixels_interest(const uint8_t *pixels, size_t width, size_t height, uint64_t *columns, uint64_t *rows);

#endif
