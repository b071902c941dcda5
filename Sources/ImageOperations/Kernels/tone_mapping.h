#ifndef TONE_MAPPING_H
#define TONE_MAPPING_H

#include <stddef.h>
#include <stdint.h>

#include "colour_kernels.h"

/// Tables that bring PQ and HLG (ITU-R BT.2100) to the standard range: to sRGB whose white is reference white.
///
/// Up to a knee light stays as it is; above, it is rolled off so that the brightest becomes white: the EETF of ITU-R BT.2390-11, 5.4.1
/// (https://www.itu.int/pub/R-REP-BT.2390), from 1,000 to 203 candelas per square metre. It is applied to the largest of red, green and
/// blue, and all three are dimmed by the same factor, so that hues stay. HLG's system gamma of 1.2 is for 1,000 (BT.2100, table 5), and PQ
/// is assumed to be mastered for it; beyond, light is clipped. 203 is reference white (BT.2408, 2.1).
typedef struct tone_mapping tone_mapping;

/// Makes tables from primaries as `colour_matrix_make` takes them. Returns null if there is no memory.
tone_mapping *tone_mapping_make(colour_curve curve, const double source_primaries[3][3], const double target_primaries[3][3]);

/// Converts `count` RGBA pixels of 8-bit samples, or of 16-bit ones, to sRGB; alpha is copied.
void tone_mapping_apply(const tone_mapping *mapping, int is_deep, const uint8_t *source, size_t count, uint8_t *target);

void tone_mapping_free(tone_mapping *mapping);

#endif
