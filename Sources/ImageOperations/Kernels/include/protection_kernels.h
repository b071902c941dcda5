#ifndef PROTECTION_KERNELS_H
#define PROTECTION_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "registration_kernels.h"

/// Places between two pixels for which there are weights, and the pixels of a row that each of them weighs.
enum { PROTECTION_PHASES = 1024, PROTECTION_TAPS = 6 };

/// Tables between levels of 8 bits and light: 256 amounts of light, and what `resampling_pack` encodes by.
typedef struct protection_curve {
  const float *levels;
  const uint8_t *buckets;
  const float *thresholds;
} protection_curve;

/// Fills `PROTECTION_PHASES * PROTECTION_TAPS` weights of Lanczos-3; those of one phase add up to 1.
void protection_fill_weights(float *weights);

/// Samples RGBA pixels of 8 bits for one row of `width` pixels of a picture of `width` x `height`, at the places that a placing names: Lanczos-3 in
/// light, colours weighted by alpha. What lies outside the source is transparent black.
void protection_sample_row(const uint8_t *source, size_t source_width, size_t source_height, const registration_placing *placing,
                           const float *weights, const protection_curve *curve, size_t width, size_t height, size_t row, uint8_t *target);

/// Writes how white each of `count` RGBA pixels is over black; what is nearly white is white, and what is nearly black is black.
void protection_read_whiteness(const uint8_t *pixels, size_t count, uint8_t *mask);

/// Writes the alpha of each of `count` RGBA pixels.
void protection_read_alpha(const uint8_t *pixels, size_t count, uint8_t *mask);

/// Raises what is less than `reach` + 1 pixels from something white: smoothly, from white there to nothing.
///
/// Returns 0 where no memory is left.
int protection_feather(uint8_t *mask, size_t width, size_t height, size_t reach);

/// What a picture's colours have become in another: `light = gain * light + lift` for each channel.
typedef struct protection_cast {
  float gain[3], lift[3];
} protection_cast;

/// Mixes `count` pixels of two pictures from the pixel `offset` on: where the mask is white the first's bytes, where it is black the second's, and
/// between in light. `near` is `NULL`, or says where the second's colours lose their cast: all of it where it is white.
void protection_mix(const uint8_t *first, const uint8_t *second, const uint8_t *mask, const uint8_t *near, const protection_cast *cast,
                    const protection_curve *curve, size_t offset, size_t count, uint8_t *target);

#endif
