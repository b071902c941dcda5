#ifndef COLOUR_MATRIX_H
#define COLOUR_MATRIX_H

#include "srgb_encoding.h"

/// The share of each level of each source channel in linear red, green and blue; the fourth number is 0.
typedef struct colour_matrix {
  light_quad shares[3][256];
  /// The light of each level of each source channel, in 0...1, and the matrix that turns it into that of the target's primaries.
  float light[3][256];
  float between[3][3];
} colour_matrix;

/// Makes a matrix from the primaries of both sides (columns, in XYZ with one white) and the light of each source level.
void colour_matrix_make(const double source_primaries[3][3], const double target_primaries[3][3], const double light[3][256],
                        colour_matrix *matrix);

/// Computes the matrix that turns linear light of the source's primaries into that of the target's.
void colour_matrix_between(const double source_primaries[3][3], const double target_primaries[3][3], double matrix[3][3]);

/// Converts `count` RGBA pixels; alpha is copied.
void colour_matrix_apply(const colour_matrix *matrix, const uint8_t *source, size_t count, const uint8_t *buckets,
                         const float *thresholds, uint8_t *target);

#endif
