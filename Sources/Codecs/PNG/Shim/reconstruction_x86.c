#include "CPNGReconstruction.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define SSE __attribute__((target("sse4.1")))
#define SSE_INLINE static inline __attribute__((always_inline, target("sse4.1")))
#define AVX2 __attribute__((target("avx2")))
#define AVX2_INLINE static inline __attribute__((always_inline, target("avx2")))

// MARK: one row after the other

// In 16 bits, of which the distances need nine.
SSE_INLINE __m128i nearest(__m128i left, __m128i above, __m128i corner) {
  const __m128i byLeft = _mm_sub_epi16(above, corner), byAbove = _mm_sub_epi16(left, corner);
  const __m128i distanceLeft = _mm_abs_epi16(byLeft), distanceAbove = _mm_abs_epi16(byAbove);
  const __m128i distanceCorner = _mm_abs_epi16(_mm_add_epi16(byLeft, byAbove));
  const __m128i isNotAbove = _mm_cmpgt_epi16(distanceAbove, distanceCorner);
  const __m128i isNotLeft = _mm_cmpgt_epi16(distanceLeft, _mm_min_epi16(distanceAbove, distanceCorner));
  return _mm_blendv_epi8(left, _mm_blendv_epi8(above, corner, isNotAbove), isNotLeft);
}

// The number of the filter and the bytes of a pixel are constants in each copy of this.
SSE_INLINE void reconstructRow(const uint8_t *row, int filter, const uint8_t *above, size_t width, size_t pixel, uint8_t *target) {
  const __m128i low = _mm_set1_epi16(255);
  const uint32_t opaque = pixel == 3 ? 0xFF000000u : 0;
  __m128i left = _mm_setzero_si128(), corner = left;
  for (size_t x = 0; x < width; x++) {
    // The fourth byte of an RGB pixel is the next one's, or of the margin; it becomes the alpha.
    uint32_t filtered, over;
    memcpy(&filtered, row + x * pixel, sizeof filtered);
    memcpy(&over, above + x * 4, sizeof over);
    const __m128i up = _mm_cvtepu8_epi16(_mm_cvtsi32_si128((int)over));
    __m128i predicted = _mm_setzero_si128();
    if (filter == 1) predicted = left;
    if (filter == 2) predicted = up;
    if (filter == 3) predicted = _mm_srli_epi16(_mm_add_epi16(left, up), 1);
    if (filter == 4) predicted = nearest(left, up, corner);
    const __m128i sum = _mm_add_epi16(_mm_cvtepu8_epi16(_mm_cvtsi32_si128((int)filtered)), predicted);
    left = _mm_and_si128(sum, low);
    corner = up;
    const uint32_t made = (uint32_t)_mm_cvtsi128_si32(_mm_packus_epi16(left, left)) | opaque;
    memcpy(target + x * 4, &made, sizeof made);
  }
}

SSE static void reconstructRGB(const uint8_t *row, int filter, const uint8_t *above, size_t width, uint8_t *target) {
  switch (filter) {
    case 1: reconstructRow(row, 1, above, width, 3, target); break;
    case 2: reconstructRow(row, 2, above, width, 3, target); break;
    case 3: reconstructRow(row, 3, above, width, 3, target); break;
    case 4: reconstructRow(row, 4, above, width, 3, target); break;
    default: reconstructRow(row, 0, above, width, 3, target); break;
  }
}

SSE static void reconstructRGBA(const uint8_t *row, int filter, const uint8_t *above, size_t width, uint8_t *target) {
  switch (filter) {
    case 1: reconstructRow(row, 1, above, width, 4, target); break;
    case 2: reconstructRow(row, 2, above, width, 4, target); break;
    case 3: reconstructRow(row, 3, above, width, 4, target); break;
    case 4: reconstructRow(row, 4, above, width, 4, target); break;
    default: memcpy(target, row, width * 4); break;
  }
}

void CPNGReconstructRowSSE(const uint8_t *row, int filter, const uint8_t *above, size_t width, size_t pixel, uint8_t *target) {
  if (pixel == 3) reconstructRGB(row, filter, above, width, target);
  else reconstructRGBA(row, filter, above, width, target);
}

// MARK: four rows at once

// Each row is two pixels behind the one above it: what a pixel depends on, above and beside it, was then made one and two steps earlier. A
// vector holds one pixel of each row, 16 bits a channel.
typedef struct {
  __m256i left, corner;
  // What was made a step ago, and two steps ago.
  __m256i last, beforeLast;
} Wave;

// A predictor's bits in the rows that are filtered by it.
typedef struct {
  __m256i byLeft, byAbove, byMean, byNearest;
} Predictors;

AVX2_INLINE __m256i rowsFiltered(const uint8_t *filters, uint8_t filter) {
  int64_t bits[CPNGRowsAtOnce];
  for (int row = 0; row < CPNGRowsAtOnce; row++) bits[row] = filters[row] == filter ? -1 : 0;
  return _mm256_loadu_si256((const __m256i *)bits);
}

// Makes one pixel of each row. `filtered` has their bytes, `over` the pixel above that of the first row.
AVX2_INLINE __m128i step(Wave *wave, __m128i filtered, uint32_t over, const Predictors *predictors, int isNearestOnly) {
  const __m256i first = _mm256_castsi128_si256(_mm_cvtepu8_epi16(_mm_cvtsi32_si128((int)over)));
  // Above the first row's pixel is the row before; above those of the others is what the row before them made two steps ago.
  const __m256i above = _mm256_blend_epi32(_mm256_permute4x64_epi64(wave->beforeLast, 0x90), first, 3);
  const __m256i left = wave->left, corner = wave->corner;
  const __m256i fromLeft = _mm256_sub_epi16(above, corner), fromAbove = _mm256_sub_epi16(left, corner);
  const __m256i distanceLeft = _mm256_abs_epi16(fromLeft), distanceAbove = _mm256_abs_epi16(fromAbove);
  const __m256i distanceCorner = _mm256_abs_epi16(_mm256_add_epi16(fromLeft, fromAbove));
  const __m256i isNotAbove = _mm256_cmpgt_epi16(distanceAbove, distanceCorner);
  const __m256i isNotLeft = _mm256_cmpgt_epi16(distanceLeft, _mm256_min_epi16(distanceAbove, distanceCorner));
  __m256i predicted = _mm256_blendv_epi8(left, _mm256_blendv_epi8(above, corner, isNotAbove), isNotLeft);
  if (!isNearestOnly) {
    const __m256i mean = _mm256_srli_epi16(_mm256_add_epi16(left, above), 1);
    const __m256i one = _mm256_or_si256(_mm256_and_si256(predicted, predictors->byNearest), _mm256_and_si256(mean, predictors->byMean));
    const __m256i other = _mm256_or_si256(_mm256_and_si256(left, predictors->byLeft), _mm256_and_si256(above, predictors->byAbove));
    predicted = _mm256_or_si256(one, other);
  }
  const __m256i sum = _mm256_add_epi16(_mm256_cvtepu8_epi16(filtered), predicted);
  const __m256i made = _mm256_and_si256(sum, _mm256_set1_epi16(255));
  wave->corner = above;
  wave->left = made;
  wave->beforeLast = wave->last;
  wave->last = made;
  return _mm_packus_epi16(_mm256_castsi256_si128(made), _mm256_extracti128_si256(made, 1));
}

// Exchanges rows and columns of 4 x 4 pixels.
AVX2_INLINE void transpose(__m128i pixels[4]) {
  const __m128i a = _mm_unpacklo_epi32(pixels[0], pixels[1]), b = _mm_unpacklo_epi32(pixels[2], pixels[3]);
  const __m128i c = _mm_unpackhi_epi32(pixels[0], pixels[1]), d = _mm_unpackhi_epi32(pixels[2], pixels[3]);
  pixels[0] = _mm_unpacklo_epi64(a, b);
  pixels[1] = _mm_unpackhi_epi64(a, b);
  pixels[2] = _mm_unpacklo_epi64(c, d);
  pixels[3] = _mm_unpackhi_epi64(c, d);
}

// Makes pixels `time` to `time` + 3 of the first row, and those of the other rows that go with them. At the edges only pixels of the picture are
// read for the result and written; elsewhere `isEdge` is 0, a constant in each copy of this.
AVX2_INLINE void stepFour(Wave *wave, const uint8_t *const rows[CPNGRowsAtOnce], const uint8_t *above, size_t time, size_t width,
                          size_t pixel, const Predictors *predictors, int isNearestOnly, int isEdge, uint8_t *target) {
  const __m128i expansion = pixel == 3 ? _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1)
                                       : _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m128i opaque = pixel == 3 ? _mm_set1_epi32((int)0xFF000000u) : _mm_setzero_si128();
  __m128i pixels[4];
  for (int row = 0; row < CPNGRowsAtOnce; row++) {
    // From 6 pixels before the row to 9 behind it, and 16 bytes from there, all of which is less than the margin.
    const ptrdiff_t x = (ptrdiff_t)time - 2 * row;
    pixels[row] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(rows[row] + x * (ptrdiff_t)pixel)), expansion);
    // Zeros left of the row stay zeros whatever the filter, if those above them are zeros too.
    if (isEdge && x < 0)
      pixels[row] = _mm_and_si128(pixels[row], _mm_cmpgt_epi32(_mm_setr_epi32(0, 1, 2, 3), _mm_set1_epi32((int)(-x - 1))));
  }
  transpose(pixels);
  for (int index = 0; index < 4; index++) {
    uint32_t over = 0;
    if (!isEdge || time + (size_t)index < width) memcpy(&over, above + (time + (size_t)index) * 4, sizeof over);
    pixels[index] = step(wave, pixels[index], over, predictors, isNearestOnly);
  }
  transpose(pixels);
  for (int row = 0; row < CPNGRowsAtOnce; row++) {
    const ptrdiff_t x = (ptrdiff_t)time - 2 * row;
    const __m128i made = _mm_or_si128(pixels[row], opaque);
    uint8_t *place = target + (size_t)row * width * 4;
    if (!isEdge) {
      _mm_storeu_si128((__m128i *)(place + x * 4), made);
      continue;
    }
    uint8_t bytes[16];
    _mm_storeu_si128((__m128i *)bytes, made);
    const ptrdiff_t begin = x < 0 ? -x : 0;
    const ptrdiff_t end = (ptrdiff_t)width - x < 4 ? (ptrdiff_t)width - x : 4;
    if (end > begin) memcpy(place + (x + begin) * 4, bytes + begin * 4, (size_t)(end - begin) * 4);
  }
}

AVX2_INLINE void reconstructRows(const uint8_t *const rows[CPNGRowsAtOnce], const uint8_t *filters, const uint8_t *above, size_t width,
                                 size_t pixel, int isNearestOnly, uint8_t *target) {
  const Predictors predictors = {rowsFiltered(filters, 1), rowsFiltered(filters, 2), rowsFiltered(filters, 3), rowsFiltered(filters, 4)};
  const __m256i zero = _mm256_setzero_si256();
  Wave wave = {zero, zero, zero, zero};
  size_t time = 0;
  // Until the last row has reached its first pixel.
  for (; time < 8; time += 4) stepFour(&wave, rows, above, time, width, pixel, &predictors, isNearestOnly, 1, target);
  for (; time + 4 <= width; time += 4) stepFour(&wave, rows, above, time, width, pixel, &predictors, isNearestOnly, 0, target);
  for (; time < width + 6; time += 4) stepFour(&wave, rows, above, time, width, pixel, &predictors, isNearestOnly, 1, target);
}

AVX2 static void reconstructNearestRGB(const uint8_t *const rows[], const uint8_t *filters, const uint8_t *above, size_t width,
                                       uint8_t *target) {
  reconstructRows(rows, filters, above, width, 3, 1, target);
}

AVX2 static void reconstructNearestRGBA(const uint8_t *const rows[], const uint8_t *filters, const uint8_t *above, size_t width,
                                        uint8_t *target) {
  reconstructRows(rows, filters, above, width, 4, 1, target);
}

AVX2 static void reconstructMixedRGB(const uint8_t *const rows[], const uint8_t *filters, const uint8_t *above, size_t width,
                                     uint8_t *target) {
  reconstructRows(rows, filters, above, width, 3, 0, target);
}

AVX2 static void reconstructMixedRGBA(const uint8_t *const rows[], const uint8_t *filters, const uint8_t *above, size_t width,
                                      uint8_t *target) {
  reconstructRows(rows, filters, above, width, 4, 0, target);
}

void CPNGReconstructRowsAVX2(const uint8_t *const rows[CPNGRowsAtOnce], const uint8_t *filters, const uint8_t *above, size_t width,
                             size_t pixel, uint8_t *target) {
  // Nearly all rows of photographs are filtered by 4.
  const int isNearestOnly = filters[0] == 4 && filters[1] == 4 && filters[2] == 4 && filters[3] == 4;
  if (pixel == 3) (isNearestOnly ? reconstructNearestRGB : reconstructMixedRGB)(rows, filters, above, width, target);
  else (isNearestOnly ? reconstructNearestRGBA : reconstructMixedRGBA)(rows, filters, above, width, target);
}

#endif
