#include "CPNGReconstruction.h"

#include <string.h>

// The nearest of left, above and corner to left + above - corner; of equally near ones the first (specification, 9.4).
static inline int paeth(int left, int above, int corner) {
  const int byLeft = above - corner, byAbove = left - corner, byCorner = byLeft + byAbove;
  const int distanceLeft = byLeft < 0 ? -byLeft : byLeft;
  const int distanceAbove = byAbove < 0 ? -byAbove : byAbove;
  const int distanceCorner = byCorner < 0 ? -byCorner : byCorner;
  if (distanceLeft <= distanceAbove && distanceLeft <= distanceCorner) return left;
  return distanceAbove <= distanceCorner ? above : corner;
}

void CPNGReconstructRowPortable(const uint8_t *row, int filter, const uint8_t *above, size_t width, size_t pixel, uint8_t *target) {
  // Left of the first pixel there are zeros.
  uint8_t left[4] = {0}, corner[4] = {0};
  for (size_t x = 0; x < width; x++) {
    uint8_t made[4] = {0, 0, 0, 0xFF};
    for (size_t channel = 0; channel < pixel; channel++) {
      const int a = left[channel], b = above[x * 4 + channel];
      const int predicted = filter == 1 ? a : filter == 2 ? b : filter == 3 ? (a + b) / 2 : filter == 4 ? paeth(a, b, corner[channel]) : 0;
      made[channel] = (uint8_t)(row[x * pixel + channel] + predicted);
    }
    memcpy(corner, above + x * 4, 4);
    memcpy(left, made, 4);
    memcpy(target + x * 4, made, 4);
  }
}

int CPNGReconstructionIsThere(CPNGReconstruction way) {
  switch (way) {
    case CPNGReconstructionPortable: return 1;
#if defined(__x86_64__)
    case CPNGReconstructionSSE: return __builtin_cpu_supports("sse4.1") != 0;
    case CPNGReconstructionAVX2: return __builtin_cpu_supports("avx2") != 0;
#elif defined(__aarch64__)
    case CPNGReconstructionNEON: return 1;
#endif
    default: return 0;
  }
}

void CPNGReconstructBy(CPNGReconstruction way, const uint8_t *const rows[CPNGRowsAtOnce], const uint8_t *filters, size_t count,
                       const uint8_t *above, size_t width, size_t pixel, uint8_t *target) {
#if defined(__x86_64__)
  if (way == CPNGReconstructionAVX2) {
    if (count == CPNGRowsAtOnce) {
      CPNGReconstructRowsAVX2(rows, filters, above, width, pixel, target);
      return;
    }
    way = CPNGReconstructionSSE;
  }
#endif
  for (size_t index = 0; index < count; index++) {
    switch (way) {
#if defined(__x86_64__)
      case CPNGReconstructionSSE: CPNGReconstructRowSSE(rows[index], filters[index], above, width, pixel, target); break;
#elif defined(__aarch64__)
      case CPNGReconstructionNEON: CPNGReconstructRowNEON(rows[index], filters[index], above, width, pixel, target); break;
#endif
      default: CPNGReconstructRowPortable(rows[index], filters[index], above, width, pixel, target); break;
    }
    above = target;
    target += width * 4;
  }
}

void CPNGReconstruct(const uint8_t *const rows[CPNGRowsAtOnce], const uint8_t *filters, size_t count, const uint8_t *above, size_t width,
                     size_t pixel, uint8_t *target) {
  static const CPNGReconstruction ways[] = {CPNGReconstructionAVX2, CPNGReconstructionSSE, CPNGReconstructionNEON};
  for (size_t index = 0; index < sizeof ways / sizeof *ways; index++)
    if (CPNGReconstructionIsThere(ways[index])) {
      CPNGReconstructBy(ways[index], rows, filters, count, above, width, pixel, target);
      return;
    }
  CPNGReconstructBy(CPNGReconstructionPortable, rows, filters, count, above, width, pixel, target);
}
