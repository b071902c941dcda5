#include "resampling_kernel_variants.h"

#include <string.h>

/// Four floats that the compiler maps to SSE2 or NEON.
typedef float quad __attribute__((vector_size(16)));

static inline quad load(const float *source) {
  quad value;
  memcpy(&value, source, sizeof value);
  return value;
}

static inline void store(float *target, quad value) { memcpy(target, &value, sizeof value); }

bool resampling_unpack_portable(const uint8_t *pixels, size_t count, const float *levels, float *planes, size_t plane_stride) {
  float *red = planes, *green = planes + plane_stride, *blue = planes + 2 * plane_stride, *alpha = planes + 3 * plane_stride;
  unsigned opaque = 255;
  for (size_t index = 0; index < count; index++) opaque &= pixels[index * 4 + 3];
  if (opaque == 255) {
    for (size_t index = 0; index < count; index++) {
      red[index] = levels[pixels[index * 4]];
      green[index] = levels[pixels[index * 4 + 1]];
      blue[index] = levels[pixels[index * 4 + 2]];
    }
  } else {
    for (size_t index = 0; index < count; index++) {
      const float coverage = (float)pixels[index * 4 + 3] * (1.0f / 255.0f);
      red[index] = levels[pixels[index * 4]] * coverage;
      green[index] = levels[pixels[index * 4 + 1]] * coverage;
      blue[index] = levels[pixels[index * 4 + 2]] * coverage;
      alpha[index] = coverage;
    }
  }
  for (size_t index = count; index < plane_stride; index++) red[index] = green[index] = blue[index] = alpha[index] = 0.0f;
  return opaque == 255;
}

static inline float weighted_sum(const float *plane, const float *weights, size_t taps) {
  quad even = {0}, odd = {0};
  for (size_t tap = 0; tap < taps; tap += RESAMPLING_TAP_GROUP) {
    even += load(plane + tap) * load(weights + tap);
    odd += load(plane + tap + 4) * load(weights + tap + 4);
  }
  const quad sum = even + odd;
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

void resampling_filter_row_portable(const float *planes, size_t plane_stride, bool is_opaque, const int32_t *starts,
                                    const float *weights, size_t taps, size_t count, float *row) {
  for (size_t index = 0; index < count; index++, weights += taps, row += 4) {
    const float *first = planes + starts[index];
    for (size_t channel = 0; channel < 3; channel++) row[channel] = weighted_sum(first + channel * plane_stride, weights, taps);
    row[3] = is_opaque ? 1.0f : weighted_sum(first + 3 * plane_stride, weights, taps);
  }
}

void resampling_filter_opaque_rows_portable(const float *planes, size_t plane_stride, const int32_t *starts, const float *weights,
                                            size_t taps, size_t count, float *rows) {
  for (size_t row = 0; row < RESAMPLING_ROW_GROUP; row++)
    resampling_filter_row_portable(planes + row * 4 * plane_stride, plane_stride, true, starts, weights, taps, count,
                                   rows + row * 4 * count);
}

void resampling_add_rows_portable(const float *rows, size_t row_count, size_t floats, const float *weights, bool begins, float *sums) {
  for (size_t index = 0; index < floats; index += 4) {
    quad sum = {0};
    if (!begins) sum = load(sums + index);
    for (size_t row = 0; row < row_count; row++) sum += load(rows + row * floats + index) * weights[row];
    store(sums + index, sum);
  }
}

void resampling_blend_rows_portable(const float *ring, size_t ring_rows, size_t first, const float *weights, size_t taps,
                                    size_t floats, float *row) {
  memset(row, 0, floats * sizeof *row);
  size_t slot = first % ring_rows;
  for (size_t tap = 0; tap < taps; tap++) {
    const float *source = ring + slot * floats;
    const float weight = weights[tap];
    for (size_t index = 0; index < floats; index += 4) store(row + index, load(row + index) + load(source + index) * weight);
    slot = slot + 1 == ring_rows ? 0 : slot + 1;
  }
}
