#ifndef RESAMPLING_KERNELS_H
#define RESAMPLING_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The instruction set a kernel is written for. Results differ by rounding of single-precision sums only.
typedef enum resampling_kernel {
  RESAMPLING_KERNEL_PORTABLE = 0,
  RESAMPLING_KERNEL_AVX2 = 1,
} resampling_kernel;

/// Returns the fastest kernel that this processor can run.
resampling_kernel resampling_fastest_kernel(void);

/// Taps are counted in whole groups of this many.
#define RESAMPLING_TAP_GROUP 8

/// Splits `count` RGBA pixels into four planes of floats in 0...1: red, green, blue (each multiplied by alpha) and alpha.
///
/// The planes begin at the float `plane_offset`. Each takes `plane_stride` floats, at least `count` rounded up to a whole tap group; the
/// floats beyond the row are set to 0. `levels` has 256 entries, the light of each byte. If `is_linear` is set a kernel may compute the
/// sRGB curve instead. Returns whether all pixels are opaque; the alpha plane is then left as it was.
bool resampling_unpack(resampling_kernel kernel, const uint8_t *pixels, size_t pixel_offset, size_t count, const float *levels,
                       bool is_linear, float *planes, size_t plane_offset, size_t plane_stride);

/// Does what `resampling_unpack` does, with a curve for each colour: `curves` has 3 * 256 entries, the light of each byte of red, green and
/// blue.
bool resampling_unpack_curves(const uint8_t *pixels, size_t pixel_offset, size_t count, const float *curves, float *planes,
                              size_t plane_offset, size_t plane_stride);

/// Rows that the passes take at once: enough that weights are loaded once for several, few enough that sums stay in registers.
#define RESAMPLING_ROW_GROUP 4

/// Computes one row of the horizontal pass: `count` weighted sums of `taps` neighbours in each plane, written as RGBA quadruples.
///
/// The planes begin at the float `plane_offset`. `starts[i] + taps` is at most `plane_stride`; `taps` is a multiple of the tap group;
/// `weights` has `count * taps` entries.
void resampling_filter_row(resampling_kernel kernel, const float *planes, size_t plane_offset, size_t plane_stride, bool is_opaque,
                           const int32_t *starts, const float *weights, size_t taps, size_t count, float *rows, size_t row_offset);

/// Filters as many rows as a row group, all of them opaque, as `resampling_filter_row` does one: the four planes of a row follow those of
/// the row above it, and so do the rows of `4 * count` floats.
void resampling_filter_opaque_rows(resampling_kernel kernel, const float *planes, size_t plane_stride, const int32_t *starts,
                                   const float *weights, size_t taps, size_t count, float *rows);

/// Computes a part of a row of the vertical pass: `row_count` rows of `floats` floats from `row_offset` on, the first weighted with
/// `weights[weight_offset]`, are added to the floats from `sum_offset` on, which count as 0 if `begins`.
///
/// The sums are those of `resampling_blend_rows`, to the bit. `floats` is a multiple of 4.
void resampling_add_rows(resampling_kernel kernel, const float *rows, size_t row_offset, size_t row_count, size_t floats,
                         const float *weights, size_t weight_offset, bool begins, float *sums, size_t sum_offset);

/// Computes one row of the vertical pass: the weighted sum of `taps` rows out of a ring of `ring_rows` rows of `floats` floats each.
///
/// The row of the source row `first` lies at index `first % ring_rows`. `floats` is a multiple of 4.
void resampling_blend_rows(resampling_kernel kernel, const float *ring, size_t ring_rows, size_t first, const float *weights,
                           size_t weight_offset, size_t taps, size_t floats, float *row);

/// Turns the light of `count` RGBA quadruples, from the float `row_offset` on, from some primaries into light of others; `matrix` has 9 entries, row by row.
///
/// Light that was multiplied by alpha stays so.
void resampling_change_primaries(float *rows, size_t row_offset, size_t count, const float *matrix);

/// Buckets of the table that starts the search for an encoded level.
#define RESAMPLING_BUCKETS 4096

/// Turns `count` premultiplied RGBA quadruples, from the float `row_offset` on, into straight bytes, rounded to the nearest level.
///
/// With `buckets` (4096 entries: the level at a bucket's start) and `thresholds` (257 entries: the light from which on a level
/// begins) the result is encoded by that curve; with null pointers it is scaled by 255. Where alpha rounds to 0, all bytes are 0.
void resampling_pack(const float *rows, size_t row_offset, size_t count, const uint8_t *buckets, const float *thresholds,
                     uint8_t *pixels, size_t pixel_offset);

/// Does what `resampling_pack` does, with a curve for each colour: `buckets` has 3 * 4096 and `thresholds` 3 * 257 entries, for red, green
/// and blue.
void resampling_pack_curves(const float *rows, size_t row_offset, size_t count, const uint8_t *buckets, const float *thresholds,
                            uint8_t *pixels, size_t pixel_offset);

#endif
