#include "colour_matrix.h"

/// Inverts a matrix by cofactors; the primaries of sRGB are far from singular.
static void invert(const double m[3][3], double result[3][3]) {
  for (int row = 0; row < 3; row++) {
    for (int column = 0; column < 3; column++) {
      const int r1 = (column + 1) % 3, r2 = (column + 2) % 3, c1 = (row + 1) % 3, c2 = (row + 2) % 3;
      result[row][column] = m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
    }
  }
  const double determinant = m[0][0] * result[0][0] + m[0][1] * result[1][0] + m[0][2] * result[2][0];
  for (int row = 0; row < 3; row++)
    for (int column = 0; column < 3; column++) result[row][column] /= determinant;
}

/// Limits light to 0...1. Curves out of a file can yield anything; NaN becomes 0.
static double light_within_range(double value) { return value > 0.0 ? (value < 1.0 ? value : 1.0) : 0.0; }

void colour_matrix_between(const double source_primaries[3][3], const double target_primaries[3][3], double matrix[3][3]) {
  double inverse[3][3];
  invert(target_primaries, inverse);
  for (int row = 0; row < 3; row++) {
    for (int column = 0; column < 3; column++) {
      matrix[row][column] = 0;
      for (int k = 0; k < 3; k++) matrix[row][column] += inverse[row][k] * source_primaries[k][column];
    }
  }
}

void colour_matrix_make(const double source_primaries[3][3], const double target_primaries[3][3], const double light[3][256],
                        colour_matrix *matrix) {
  double between[3][3];
  colour_matrix_between(source_primaries, target_primaries, between);
  for (int row = 0; row < 3; row++)
    for (int column = 0; column < 3; column++) matrix->between[row][column] = (float)between[row][column];
  for (int channel = 0; channel < 3; channel++) {
    for (int level = 0; level < 256; level++) {
      light_quad share = {0};
      for (int row = 0; row < 3; row++) share[row] = (float)(between[row][channel] * light_within_range(light[channel][level]));
      matrix->shares[channel][level] = share;
      matrix->light[channel][level] = (float)light_within_range(light[channel][level]);
    }
  }
}

void colour_matrix_apply(const colour_matrix *matrix, const uint8_t *source, size_t count, const uint8_t *buckets,
                         const float *thresholds, uint8_t *target) {
  for (size_t index = 0; index < count; index++, source += 4, target += 4) {
    const light_quad light = matrix->shares[0][source[0]] + matrix->shares[1][source[1]] + matrix->shares[2][source[2]];
    encode_levels(light, buckets, thresholds, target);
    target[3] = source[3];
  }
}
