#include "resampling_kernel_variants.h"

#if RESAMPLING_HAS_AVX2

#include <immintrin.h>
#include <string.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX2_INLINE static inline __attribute__((always_inline, target("avx2,fma")))

/// Computes the sRGB curve of IEC 61966-2-1 for encoded values in 0...1.
///
/// Above level 10 a polynomial of degree 7 fitted at Chebyshev nodes; off by at most 2.9e-6, that is 0.009 of a level.
AVX2_INLINE __m256 linear_light(__m256 encoded) {
  __m256 sum = _mm256_set1_ps(0.0496837904f);
  sum = _mm256_fmadd_ps(sum, encoded, _mm256_set1_ps(-0.231319445f));
  sum = _mm256_fmadd_ps(sum, encoded, _mm256_set1_ps(0.475766813f));
  sum = _mm256_fmadd_ps(sum, encoded, _mm256_set1_ps(-0.611532404f));
  sum = _mm256_fmadd_ps(sum, encoded, _mm256_set1_ps(0.783607662f));
  sum = _mm256_fmadd_ps(sum, encoded, _mm256_set1_ps(0.498673847f));
  sum = _mm256_fmadd_ps(sum, encoded, _mm256_set1_ps(0.0342367482f));
  sum = _mm256_fmadd_ps(sum, encoded, _mm256_set1_ps(0.000883741524f));
  const __m256 straight = _mm256_mul_ps(encoded, _mm256_set1_ps(1.0f / 12.92f));
  const __m256 is_straight = _mm256_cmp_ps(encoded, _mm256_set1_ps(10.5f / 255.0f), _CMP_LT_OQ);
  return _mm256_blendv_ps(sum, straight, is_straight);
}

/// Extracts eight values of one channel, which lies `shift` bits up in each pixel.
AVX2_INLINE __m256 channel(__m256i pixels, int shift) {
  const __m256i bytes = _mm256_and_si256(_mm256_srli_epi32(pixels, shift), _mm256_set1_epi32(255));
  return _mm256_mul_ps(_mm256_cvtepi32_ps(bytes), _mm256_set1_ps(1.0f / 255.0f));
}

AVX2_INLINE void unpack_group(__m256i pixels, bool is_linear, bool is_opaque, float *target, size_t plane_stride) {
  __m256 red = channel(pixels, 0), green = channel(pixels, 8), blue = channel(pixels, 16);
  if (is_linear) {
    red = linear_light(red);
    green = linear_light(green);
    blue = linear_light(blue);
  }
  if (!is_opaque) {
    const __m256 alpha = channel(pixels, 24);
    red = _mm256_mul_ps(red, alpha);
    green = _mm256_mul_ps(green, alpha);
    blue = _mm256_mul_ps(blue, alpha);
    _mm256_storeu_ps(target + 3 * plane_stride, alpha);
  }
  _mm256_storeu_ps(target, red);
  _mm256_storeu_ps(target + plane_stride, green);
  _mm256_storeu_ps(target + 2 * plane_stride, blue);
}

AVX2_INLINE void unpack_row(const uint8_t *pixels, size_t count, bool is_linear, bool is_opaque, float *planes, size_t plane_stride) {
  const size_t whole = count / 8 * 8;
  for (size_t index = 0; index < whole; index += 8)
    unpack_group(_mm256_loadu_si256((const __m256i *)(pixels + index * 4)), is_linear, is_opaque, planes + index, plane_stride);
  if (whole < count) {
    // The plane has room for a whole group; the caller clears the floats beyond the row.
    uint8_t rest[32] = {0};
    memcpy(rest, pixels + whole * 4, (count - whole) * 4);
    unpack_group(_mm256_loadu_si256((const __m256i *)rest), is_linear, is_opaque, planes + whole, plane_stride);
  }
}

AVX2 bool resampling_unpack_avx2(const uint8_t *pixels, size_t count, bool is_linear, float *planes, size_t plane_stride) {
  const size_t whole = count / 8 * 8;
  __m256i common = _mm256_set1_epi32(-1);
  for (size_t index = 0; index < whole; index += 8)
    common = _mm256_and_si256(common, _mm256_loadu_si256((const __m256i *)(pixels + index * 4)));
  uint8_t bytes[32];
  _mm256_storeu_si256((__m256i *)bytes, common);
  unsigned opaque = 255;
  for (size_t index = 3; index < 32; index += 4) opaque &= bytes[index];
  for (size_t index = whole; index < count; index++) opaque &= pixels[index * 4 + 3];

  const bool is_opaque = opaque == 255;
  // Four specialised loops, so that none decides anything inside.
  if (is_linear) {
    if (is_opaque) unpack_row(pixels, count, true, true, planes, plane_stride);
    else unpack_row(pixels, count, true, false, planes, plane_stride);
  } else {
    if (is_opaque) unpack_row(pixels, count, false, true, planes, plane_stride);
    else unpack_row(pixels, count, false, false, planes, plane_stride);
  }
  for (size_t plane = 0; plane < 4; plane++)
    memset(planes + plane * plane_stride + count, 0, (plane_stride - count) * sizeof *planes);
  return is_opaque;
}

/// Returns the sums of four vectors, in their order.
AVX2_INLINE __m128 horizontal_sums(__m256 first, __m256 second, __m256 third, __m256 fourth) {
  const __m256 pairs = _mm256_hadd_ps(_mm256_hadd_ps(first, second), _mm256_hadd_ps(third, fourth));
  return _mm_add_ps(_mm256_castps256_ps128(pairs), _mm256_extractf128_ps(pairs, 1));
}

AVX2 void resampling_filter_row_avx2(const float *planes, size_t plane_stride, bool is_opaque, const int32_t *starts,
                                     const float *weights, size_t taps, size_t count, float *row) {
  for (size_t index = 0; index < count; index++, weights += taps, row += 4) {
    const float *first = planes + starts[index];
    __m256 red = _mm256_setzero_ps(), green = red, blue = red, alpha = red;
    if (is_opaque) {
      for (size_t tap = 0; tap < taps; tap += RESAMPLING_TAP_GROUP) {
        const __m256 weight = _mm256_loadu_ps(weights + tap);
        red = _mm256_fmadd_ps(_mm256_loadu_ps(first + tap), weight, red);
        green = _mm256_fmadd_ps(_mm256_loadu_ps(first + tap + plane_stride), weight, green);
        blue = _mm256_fmadd_ps(_mm256_loadu_ps(first + tap + 2 * plane_stride), weight, blue);
      }
    } else {
      for (size_t tap = 0; tap < taps; tap += RESAMPLING_TAP_GROUP) {
        const __m256 weight = _mm256_loadu_ps(weights + tap);
        red = _mm256_fmadd_ps(_mm256_loadu_ps(first + tap), weight, red);
        green = _mm256_fmadd_ps(_mm256_loadu_ps(first + tap + plane_stride), weight, green);
        blue = _mm256_fmadd_ps(_mm256_loadu_ps(first + tap + 2 * plane_stride), weight, blue);
        alpha = _mm256_fmadd_ps(_mm256_loadu_ps(first + tap + 3 * plane_stride), weight, alpha);
      }
    }
    const __m128 sums = horizontal_sums(red, green, blue, alpha);
    _mm_storeu_ps(row, is_opaque ? _mm_blend_ps(sums, _mm_set1_ps(1.0f), 8) : sums);
  }
}

AVX2 void resampling_filter_opaque_rows_avx2(const float *planes, size_t plane_stride, const int32_t *starts, const float *weights,
                                             size_t taps, size_t count, float *rows) {
  const size_t row_stride = 4 * plane_stride;
  const __m256 zero = _mm256_setzero_ps();
  const __m128 opaque = _mm_set1_ps(1.0f);
  for (size_t index = 0; index < count; index++, weights += taps, rows += 4) {
    const float *first = planes + starts[index];
    // Three colours of four rows, which with a weight and the planes in memory are all the registers there are.
    __m256 red[RESAMPLING_ROW_GROUP] = {zero, zero, zero, zero};
    __m256 green[RESAMPLING_ROW_GROUP] = {zero, zero, zero, zero};
    __m256 blue[RESAMPLING_ROW_GROUP] = {zero, zero, zero, zero};
    for (size_t tap = 0; tap < taps; tap += RESAMPLING_TAP_GROUP) {
      const __m256 weight = _mm256_loadu_ps(weights + tap);
#pragma unroll
      for (size_t row = 0; row < RESAMPLING_ROW_GROUP; row++) {
        const float *plane = first + tap + row * row_stride;
        red[row] = _mm256_fmadd_ps(_mm256_loadu_ps(plane), weight, red[row]);
        green[row] = _mm256_fmadd_ps(_mm256_loadu_ps(plane + plane_stride), weight, green[row]);
        blue[row] = _mm256_fmadd_ps(_mm256_loadu_ps(plane + 2 * plane_stride), weight, blue[row]);
      }
    }
    for (size_t row = 0; row < RESAMPLING_ROW_GROUP; row++)
      _mm_storeu_ps(rows + row * 4 * count, _mm_blend_ps(horizontal_sums(red[row], green[row], blue[row], zero), opaque, 8));
  }
}

AVX2_INLINE void add_rows(const float *rows, size_t row_count, size_t floats, const float *weights, bool begins, float *sums) {
  size_t index = 0;
  for (; index + 16 <= floats; index += 16) {
    __m256 first = begins ? _mm256_setzero_ps() : _mm256_loadu_ps(sums + index);
    __m256 second = begins ? _mm256_setzero_ps() : _mm256_loadu_ps(sums + index + 8);
    for (size_t row = 0; row < row_count; row++) {
      const __m256 weight = _mm256_broadcast_ss(weights + row);
      first = _mm256_fmadd_ps(_mm256_loadu_ps(rows + row * floats + index), weight, first);
      second = _mm256_fmadd_ps(_mm256_loadu_ps(rows + row * floats + index + 8), weight, second);
    }
    _mm256_storeu_ps(sums + index, first);
    _mm256_storeu_ps(sums + index + 8, second);
  }
  for (; index < floats; index += 4) {
    __m128 sum = begins ? _mm_setzero_ps() : _mm_loadu_ps(sums + index);
    for (size_t row = 0; row < row_count; row++)
      sum = _mm_fmadd_ps(_mm_loadu_ps(rows + row * floats + index), _mm_broadcast_ss(weights + row), sum);
    _mm_storeu_ps(sums + index, sum);
  }
}

AVX2 void resampling_add_rows_avx2(const float *rows, size_t row_count, size_t floats, const float *weights, bool begins,
                                   float *sums) {
  // The usual number is a constant, so that its weights stay in registers.
  if (row_count == RESAMPLING_ROW_GROUP) add_rows(rows, RESAMPLING_ROW_GROUP, floats, weights, begins, sums);
  else add_rows(rows, row_count, floats, weights, begins, sums);
}

AVX2 void resampling_blend_rows_avx2(const float *ring, size_t ring_rows, size_t first, const float *weights, size_t taps,
                                     size_t floats, float *row) {
  const size_t start = first % ring_rows;
  size_t index = 0;
  for (; index + 32 <= floats; index += 32) {
    __m256 sums[4] = {_mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps()};
    size_t slot = start;
    for (size_t tap = 0; tap < taps; tap++) {
      const float *source = ring + slot * floats + index;
      const __m256 weight = _mm256_broadcast_ss(weights + tap);
      for (size_t part = 0; part < 4; part++) sums[part] = _mm256_fmadd_ps(_mm256_loadu_ps(source + part * 8), weight, sums[part]);
      slot = slot + 1 == ring_rows ? 0 : slot + 1;
    }
    for (size_t part = 0; part < 4; part++) _mm256_storeu_ps(row + index + part * 8, sums[part]);
  }
  for (; index < floats; index += 4) {
    __m128 sum = _mm_setzero_ps();
    size_t slot = start;
    for (size_t tap = 0; tap < taps; tap++) {
      sum = _mm_fmadd_ps(_mm_loadu_ps(ring + slot * floats + index), _mm_broadcast_ss(weights + tap), sum);
      slot = slot + 1 == ring_rows ? 0 : slot + 1;
    }
    _mm_storeu_ps(row + index, sum);
  }
}

#endif
