#ifndef COLOUR_DEEP_H
#define COLOUR_DEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Tables for pixels of 16 bits a sample whose profile is made of primaries and curves.
typedef struct colour_deep colour_deep;

/// Makes tables from primaries as `colour_matrix_make` takes them and the light of the 65,536 levels of each channel, which is copied.
/// Returns null if there is no memory.
colour_deep *colour_deep_make(const double source_primaries[3][3], const double target_primaries[3][3], const float *light[3]);

/// Converts `count` RGBA pixels of 16-bit samples to sRGB; alpha is copied.
void colour_deep_apply(const colour_deep *deep, const uint8_t *source, size_t count, uint8_t *target);

void colour_deep_free(colour_deep *deep);

#endif
