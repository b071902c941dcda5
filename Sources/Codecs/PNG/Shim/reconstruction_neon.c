#include "CPNGReconstruction.h"

#if defined(__aarch64__)

#include <arm_neon.h>
#include <string.h>

// In 16 bits, of which the distances need nine.
static inline uint16x4_t nearest(uint16x4_t left, uint16x4_t above, uint16x4_t corner) {
  const int16x4_t byLeft = vreinterpret_s16_u16(vsub_u16(above, corner)), byAbove = vreinterpret_s16_u16(vsub_u16(left, corner));
  const int16x4_t distanceLeft = vabs_s16(byLeft), distanceAbove = vabs_s16(byAbove);
  const int16x4_t distanceCorner = vabs_s16(vadd_s16(byLeft, byAbove));
  const uint16x4_t aboveOrCorner = vbsl_u16(vcle_s16(distanceAbove, distanceCorner), above, corner);
  return vbsl_u16(vcle_s16(distanceLeft, vmin_s16(distanceAbove, distanceCorner)), left, aboveOrCorner);
}

static inline uint16x4_t widened(const uint8_t *bytes) {
  uint32_t value;
  memcpy(&value, bytes, sizeof value);
  return vget_low_u16(vmovl_u8(vcreate_u8(value)));
}

// The number of the filter and the bytes of a pixel are constants in each copy of this.
static inline __attribute__((always_inline)) void reconstructRow(const uint8_t *row, int filter, const uint8_t *above, size_t width,
                                                                 size_t pixel, uint8_t *target) {
  const uint32_t opaque = pixel == 3 ? 0xFF000000u : 0;
  const uint16x4_t low = vdup_n_u16(255);
  uint16x4_t left = vdup_n_u16(0), corner = left;
  for (size_t x = 0; x < width; x++) {
    // The fourth byte of an RGB pixel is the next one's, or of the margin; it becomes the alpha.
    const uint16x4_t up = widened(above + x * 4);
    uint16x4_t predicted = vdup_n_u16(0);
    if (filter == 1) predicted = left;
    if (filter == 2) predicted = up;
    if (filter == 3) predicted = vshr_n_u16(vadd_u16(left, up), 1);
    if (filter == 4) predicted = nearest(left, up, corner);
    left = vand_u16(vadd_u16(widened(row + x * pixel), predicted), low);
    corner = up;
    const uint32_t made = vget_lane_u32(vreinterpret_u32_u8(vmovn_u16(vcombine_u16(left, left))), 0) | opaque;
    memcpy(target + x * 4, &made, sizeof made);
  }
}

void CPNGReconstructRowNEON(const uint8_t *row, int filter, const uint8_t *above, size_t width, size_t pixel, uint8_t *target) {
  switch (filter * 8 + (int)pixel) {
    case 1 * 8 + 3: reconstructRow(row, 1, above, width, 3, target); break;
    case 2 * 8 + 3: reconstructRow(row, 2, above, width, 3, target); break;
    case 3 * 8 + 3: reconstructRow(row, 3, above, width, 3, target); break;
    case 4 * 8 + 3: reconstructRow(row, 4, above, width, 3, target); break;
    case 0 * 8 + 3: reconstructRow(row, 0, above, width, 3, target); break;
    case 1 * 8 + 4: reconstructRow(row, 1, above, width, 4, target); break;
    case 2 * 8 + 4: reconstructRow(row, 2, above, width, 4, target); break;
    case 3 * 8 + 4: reconstructRow(row, 3, above, width, 4, target); break;
    case 4 * 8 + 4: reconstructRow(row, 4, above, width, 4, target); break;
    default: memcpy(target, row, width * 4); break;
  }
}

#endif
