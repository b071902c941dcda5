#include "resampling_kernel_variants.h"
#include "srgb_encoding.h"

#include <string.h>

resampling_kernel resampling_fastest_kernel(void) {
#if RESAMPLING_HAS_AVX2
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return RESAMPLING_KERNEL_AVX2;
#endif
  return RESAMPLING_KERNEL_PORTABLE;
}

bool resampling_unpack(resampling_kernel kernel, const uint8_t *pixels, size_t pixel_offset, size_t count, const float *levels,
                       bool is_linear, float *planes, size_t plane_offset, size_t plane_stride) {
#if RESAMPLING_HAS_AVX2
  if (kernel == RESAMPLING_KERNEL_AVX2)
    return resampling_unpack_avx2(pixels + pixel_offset * 4, count, is_linear, planes + plane_offset, plane_stride);
#endif
  (void)kernel;
  (void)is_linear;
  return resampling_unpack_portable(pixels + pixel_offset * 4, count, levels, planes + plane_offset, plane_stride);
}

void resampling_filter_row(resampling_kernel kernel, const float *planes, size_t plane_offset, size_t plane_stride, bool is_opaque,
                           const int32_t *starts, const float *weights, size_t taps, size_t count, float *rows, size_t row_offset) {
  planes += plane_offset;
#if RESAMPLING_HAS_AVX2
  if (kernel == RESAMPLING_KERNEL_AVX2) {
    resampling_filter_row_avx2(planes, plane_stride, is_opaque, starts, weights, taps, count, rows + row_offset);
    return;
  }
#endif
  (void)kernel;
  resampling_filter_row_portable(planes, plane_stride, is_opaque, starts, weights, taps, count, rows + row_offset);
}

void resampling_filter_opaque_rows(resampling_kernel kernel, const float *planes, size_t plane_stride, const int32_t *starts,
                                   const float *weights, size_t taps, size_t count, float *rows) {
#if RESAMPLING_HAS_AVX2
  if (kernel == RESAMPLING_KERNEL_AVX2) {
    resampling_filter_opaque_rows_avx2(planes, plane_stride, starts, weights, taps, count, rows);
    return;
  }
#endif
  (void)kernel;
  resampling_filter_opaque_rows_portable(planes, plane_stride, starts, weights, taps, count, rows);
}

void resampling_add_rows(resampling_kernel kernel, const float *rows, size_t row_offset, size_t row_count, size_t floats,
                         const float *weights, size_t weight_offset, bool begins, float *sums, size_t sum_offset) {
#if RESAMPLING_HAS_AVX2
  if (kernel == RESAMPLING_KERNEL_AVX2) {
    resampling_add_rows_avx2(rows + row_offset, row_count, floats, weights + weight_offset, begins, sums + sum_offset);
    return;
  }
#endif
  (void)kernel;
  resampling_add_rows_portable(rows + row_offset, row_count, floats, weights + weight_offset, begins, sums + sum_offset);
}

void resampling_blend_rows(resampling_kernel kernel, const float *ring, size_t ring_rows, size_t first, const float *weights,
                           size_t weight_offset, size_t taps, size_t floats, float *row) {
#if RESAMPLING_HAS_AVX2
  if (kernel == RESAMPLING_KERNEL_AVX2) {
    resampling_blend_rows_avx2(ring, ring_rows, first, weights + weight_offset, taps, floats, row);
    return;
  }
#endif
  (void)kernel;
  resampling_blend_rows_portable(ring, ring_rows, first, weights + weight_offset, taps, floats, row);
}

void resampling_pack(const float *rows, size_t row_offset, size_t count, const uint8_t *buckets, const float *thresholds,
                     uint8_t *pixels, size_t pixel_offset) {
  const float *row = rows + row_offset;
  uint8_t *target = pixels + pixel_offset * 4;
  for (size_t index = 0; index < count; index++, row += 4, target += 4) {
    light_quad value;
    memcpy(&value, row, sizeof value);
    const float alpha = value[3];
    const uint8_t alpha_level = (uint8_t)(clamped_quad(value)[3] * 255.0f + 0.5f);
    if (alpha_level == 0) {
      memset(target, 0, 4);
      continue;
    }
    // If the filter overshoots, colour and alpha overshoot alike, so the colour was multiplied by the unclamped alpha.
    const light_quad straight = value * (1.0f / alpha);
    if (buckets) {
      encode_levels(straight, buckets, thresholds, target);
    } else {
      const index_quad levels = __builtin_convertvector(clamped_quad(straight) * 255.0f + 0.5f, index_quad);
      for (int channel = 0; channel < 3; channel++) target[channel] = (uint8_t)levels[channel];
    }
    target[3] = alpha_level;
  }
}
