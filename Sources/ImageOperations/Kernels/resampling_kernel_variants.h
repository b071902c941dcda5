#ifndef RESAMPLING_KERNEL_VARIANTS_H
#define RESAMPLING_KERNEL_VARIANTS_H

#include "resampling_kernels.h"

#if defined(__x86_64__)
#define RESAMPLING_HAS_AVX2 1
#else
#define RESAMPLING_HAS_AVX2 0
#endif

bool resampling_unpack_portable(const uint8_t *pixels, size_t count, const float *levels, float *planes, size_t plane_stride);
void resampling_filter_row_portable(const float *planes, size_t plane_stride, bool is_opaque, const int32_t *starts,
                                    const float *weights, size_t taps, size_t count, float *row);
void resampling_filter_opaque_rows_portable(const float *planes, size_t plane_stride, const int32_t *starts, const float *weights,
                                            size_t taps, size_t count, float *rows);
void resampling_add_rows_portable(const float *rows, size_t row_count, size_t floats, const float *weights, bool begins, float *sums);
void resampling_blend_rows_portable(const float *ring, size_t ring_rows, size_t first, const float *weights, size_t taps,
                                    size_t floats, float *row);

#if RESAMPLING_HAS_AVX2
bool resampling_unpack_avx2(const uint8_t *pixels, size_t count, bool is_linear, float *planes, size_t plane_stride);
void resampling_filter_row_avx2(const float *planes, size_t plane_stride, bool is_opaque, const int32_t *starts,
                                const float *weights, size_t taps, size_t count, float *row);
void resampling_filter_opaque_rows_avx2(const float *planes, size_t plane_stride, const int32_t *starts, const float *weights,
                                        size_t taps, size_t count, float *rows);
void resampling_add_rows_avx2(const float *rows, size_t row_count, size_t floats, const float *weights, bool begins, float *sums);
void resampling_blend_rows_avx2(const float *ring, size_t ring_rows, size_t first, const float *weights, size_t taps,
                                size_t floats, float *row);
#endif

#endif
