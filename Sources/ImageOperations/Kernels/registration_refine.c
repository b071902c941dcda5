#include <math.h>
#include <string.h>

#include "registration_parts.h"

/// Placing first, then a gain and a lift for each channel.
enum { placed = 5, unknowns = placed + 6, block = 16, bins = 1024 };
/// Pixels of one level that take part at most: more make the answer no surer than it is.
static const double most_pixels = 300000;
/// What is left over counts less the more it is, and not at all from so many times its spread on.
static const double widest = 4.685;
/// Spreads below two levels of 255 are what rounding leaves, as roots of light.
static const double least_spread = 0.004;

typedef struct sight {
  /// Source light, how it changes along the source's rows and columns, result light.
  float light[3], along[3], down[3], wanted[3];
  float weight;
  /// The place in the result, from its middle.
  float x, y;
} sight;

static inline void cubic(float part, float *taps, float *slopes) {
  const float p = part, p2 = p * p, p3 = p2 * p;
  taps[0] = 0.5f * (-p + 2 * p2 - p3);
  taps[1] = 0.5f * (2 - 5 * p2 + 3 * p3);
  taps[2] = 0.5f * (p + 4 * p2 - 3 * p3);
  taps[3] = 0.5f * (p3 - p2);
  slopes[0] = 0.5f * (-1 + 4 * p - 3 * p2);
  slopes[1] = 0.5f * (-10 * p + 9 * p2);
  slopes[2] = 0.5f * (1 + 8 * p - 9 * p2);
  slopes[3] = 0.5f * (3 * p2 - 2 * p);
}

static inline size_t clamped(long place, size_t count) { return place < 0 ? 0 : place >= (long)count ? count - 1 : (size_t)place; }

static void place(const registration_plane *source, const registration_placing *placing, double x, double y, double *column, double *row) {
  const double cosine = cos(placing->turn), sine = sin(placing->turn), u = placing->scale_x * x, v = placing->scale_y * y;
  *column = cosine * u - sine * v + (double)source->width / 2 + placing->shift_x;
  *row = sine * u + cosine * v + (double)source->height / 2 + placing->shift_y;
}

/// Less of the result than this is too little to go by.
static const double least_seen = 0.03;

/// Returns 1 where the place lies in the source, more than a pixel from its edge, 0 where it lies outside, and -1 where the source is transparent;
/// fills in all but the result's light.
static int look(const registration_plane *source, double column, double row, sight *seen, int wants_slopes) {
  if (column < 1 || row < 1 || column > (double)source->width - 1 || row > (double)source->height - 1) return 0;
  const double left = floor(column - 0.5), top = floor(row - 0.5);
  float across[4], across_slopes[4], down[4], down_slopes[4];
  cubic((float)(column - 0.5 - left), across, across_slopes);
  cubic((float)(row - 0.5 - top), down, down_slopes);
  const size_t count = source->width * source->height;
  memset(seen->light, 0, sizeof seen->light);
  memset(seen->along, 0, sizeof seen->along);
  memset(seen->down, 0, sizeof seen->down);
  float weight = 1;
  for (int line = 0; line < 4; line++) {
    const size_t y = clamped((long)top - 1 + line, source->height) * source->width;
    float sums[3] = {0}, slopes[3] = {0};
    for (int step = 0; step < 4; step++) {
      const size_t pixel = y + clamped((long)left - 1 + step, source->width);
      if (source->weight[pixel] < weight) weight = source->weight[pixel];
      for (size_t channel = 0; channel < 3; channel++) {
        const float light = source->light[channel * count + pixel];
        sums[channel] += across[step] * light;
        if (wants_slopes) slopes[channel] += across_slopes[step] * light;
      }
    }
    for (size_t channel = 0; channel < 3; channel++) {
      seen->light[channel] += down[line] * sums[channel];
      if (wants_slopes) {
        seen->along[channel] += down[line] * slopes[channel];
        seen->down[channel] += down_slopes[line] * sums[channel];
      }
    }
  }
  seen->weight = weight;
  return weight > 0 ? 1 : -1;
}

void registration_sample(const registration_plane *source, const registration_placing *placing, size_t result_width, size_t result_height,
                         size_t x, size_t y, float *light, float *weight) {
  double column, row;
  sight seen;
  place(source, placing, (double)x + 0.5 - (double)result_width / 2, (double)y + 0.5 - (double)result_height / 2, &column, &row);
  *weight = look(source, column, row, &seen, 0) > 0 ? seen.weight : 0;
  if (*weight > 0) memcpy(light, seen.light, sizeof seen.light);
}

float registration_look_up(const float *mask, const registration_plane *source, const registration_placing *placing, size_t result_width,
                           size_t result_height, size_t x, size_t y) {
  double column, row;
  place(source, placing, (double)x + 0.5 - (double)result_width / 2, (double)y + 0.5 - (double)result_height / 2, &column, &row);
  if (column < 0 || row < 0 || column >= (double)source->width || row >= (double)source->height) return 0;
  return mask[(size_t)row * source->width + (size_t)column];
}

/// Solves a symmetric system in place by Cholesky's way; 0 where it has no one answer. `inverse` gets the inverse where it is wanted.
static int solve(double matrix[unknowns][unknowns], double *right, double inverse[unknowns][unknowns]) {
  for (int row = 0; row < unknowns; row++) matrix[row][row] += 1e-9 * matrix[row][row] + 1e-12;
  for (int column = 0; column < unknowns; column++) {
    for (int row = column; row < unknowns; row++) {
      double sum = matrix[row][column];
      for (int index = 0; index < column; index++) sum -= matrix[row][index] * matrix[column][index];
      if (row == column) {
        if (!(sum > 0)) return 0;
        matrix[row][row] = sqrt(sum);
      } else {
        matrix[row][column] = sum / matrix[column][column];
      }
    }
  }
  for (int side = 0; side <= (inverse ? unknowns : 0); side++) {
    double vector[unknowns];
    for (int row = 0; row < unknowns; row++) vector[row] = side == 0 ? right[row] : row == side - 1;
    for (int row = 0; row < unknowns; row++) {
      for (int index = 0; index < row; index++) vector[row] -= matrix[row][index] * vector[index];
      vector[row] /= matrix[row][row];
    }
    for (int row = unknowns - 1; row >= 0; row--) {
      for (int index = row + 1; index < unknowns; index++) vector[row] -= matrix[index][row] * vector[index];
      vector[row] /= matrix[row][row];
    }
    for (int row = 0; row < unknowns; row++)
      if (side == 0) right[row] = vector[row]; else inverse[row][side - 1] = vector[row];
  }
  return 1;
}

typedef struct sums {
  double matrix[unknowns][unknowns], right[unknowns];
  double weight, pixels, agreeing, cost;
  /// Of what agrees: sums of both, their squares and their product, for each channel.
  double first[3], second[3], first_square[3], second_square[3], product[3];
} sums;

/// Adds one pixel.
static void add(sums *total, const sight *seen, const registration_outcome *now, double share, double cosine, double sine) {
  const double u = now->placing.scale_x * seen->x, v = now->placing.scale_y * seen->y;
  // How column and row change with the shifts, the scales and the turn.
  const double along[placed] = {1, 0, cosine * seen->x, -sine * seen->y, -sine * u - cosine * v};
  const double down[placed] = {0, 1, sine * seen->x, cosine * seen->y, cosine * u - sine * v};
  double change[unknowns];
  for (int channel = 0; channel < 3; channel++) {
    const double rest = now->gain[channel] * seen->light[channel] + now->lift[channel] - seen->wanted[channel];
    for (int index = 0; index < placed; index++)
      change[index] = now->gain[channel] * (seen->along[channel] * along[index] + seen->down[channel] * down[index]);
    const int tone = placed + 2 * channel;
    for (int row = 0; row < placed; row++) {
      for (int column = 0; column <= row; column++) total->matrix[row][column] += share * change[row] * change[column];
      total->matrix[tone][row] += share * seen->light[channel] * change[row];
      total->matrix[tone + 1][row] += share * change[row];
      total->right[row] -= share * change[row] * rest;
    }
    total->matrix[tone][tone] += share * seen->light[channel] * seen->light[channel];
    total->matrix[tone + 1][tone] += share * seen->light[channel];
    total->matrix[tone + 1][tone + 1] += share;
    total->right[tone] -= share * seen->light[channel] * rest;
    total->right[tone + 1] -= share * rest;
    const double first = now->gain[channel] * seen->light[channel], second = seen->wanted[channel];
    total->first[channel] += share * first;
    total->second[channel] += share * second;
    total->first_square[channel] += share * first * first;
    total->second_square[channel] += share * second * second;
    total->product[channel] += share * first * second;
  }
}

/// What is left at a pixel, as a difference of roots of light, about.
static double rest_of(const sight *seen, const registration_outcome *now, double *scale) {
  double square = 0;
  const double brightness = 0.2126 * seen->wanted[0] + 0.7152 * seen->wanted[1] + 0.0722 * seen->wanted[2];
  for (int channel = 0; channel < 3; channel++) {
    const double rest = now->gain[channel] * seen->light[channel] + now->lift[channel] - seen->wanted[channel];
    square += rest * rest;
  }
  // The slope of the root, so that noise weighs as much in the dark as in the light.
  *scale = 0.25 / (0.01 + (brightness > 0 ? brightness : 0));
  return sqrt(square / 3 * *scale);
}

double registration_refine(const registration_plane *source, const registration_plane *result, int steps, registration_part part,
                           registration_outcome *outcome) {
  const double pixels = (double)result->width * (double)result->height;
  const size_t stride = pixels > most_pixels ? (size_t)ceil(sqrt(pixels / most_pixels)) : 1;
  const size_t result_count = result->width * result->height;
  double cost = INFINITY;
  for (int step = 0; step <= steps; step++) {
    const int is_last = step == steps;
    const double cosine = cos(outcome->placing.turn), sine = sin(outcome->placing.turn);
    // Twice over the pixels: for the spread of what is left, then for the sums.
    double spread = 0, looked = 0;
    uint32_t histogram[bins] = {0};
    sums total;
    memset(&total, 0, sizeof total);
    for (int pass = 0; pass < 2; pass++) {
      uint32_t counted = 0;
      for (size_t y = stride / 2; y < result->height; y += stride)
        for (size_t x = stride / 2; x < result->width; x += stride) {
          const size_t pixel = y * result->width + x;
          if (result->weight[pixel] <= 0) continue;
          if (part != registration_all && ((x / block + y / block) % 2 == 0) != (part == registration_even)) continue;
          if (pass == 0) looked++;
          sight seen;
          seen.x = (float)((double)x + 0.5 - (double)result->width / 2);
          seen.y = (float)((double)y + 0.5 - (double)result->height / 2);
          double column, row;
          place(source, &outcome->placing, seen.x, seen.y, &column, &row);
          const int is_seen = look(source, column, row, &seen, pass == 1);
          // Nobody can say what the result should show where the source is transparent.
          if (is_seen < 0 && pass == 0) looked--;
          if (is_seen <= 0) continue;
          for (size_t channel = 0; channel < 3; channel++) seen.wanted[channel] = result->light[channel * result_count + pixel];
          double scale;
          const double rest = rest_of(&seen, outcome, &scale);
          if (pass == 0) {
            const int bin = (int)(rest * bins);
            histogram[bin < bins ? bin : bins - 1]++;
            counted++;
            continue;
          }
          const double away = rest / (widest * spread);
          total.pixels += 1;
          total.cost += fmin(away * widest * spread / 0.1, 1);
          if (away >= 1) continue;
          const double trust = (1 - away * away) * (1 - away * away) * seen.weight * result->weight[pixel];
          total.weight += trust;
          if (away < 0.65) total.agreeing += 1;
          add(&total, &seen, outcome, trust * scale, cosine, sine);
        }
      if (pass == 0) {
        if (counted < 40) return INFINITY;
        uint32_t below = 0;
        int bin = 0;
        while (bin < bins - 1 && (below += histogram[bin]) * 2 < counted) bin++;
        // Fewer than half of the pixels may be as they were: the spread is asked of the better part.
        uint32_t third = 0;
        int lower = 0;
        while (lower < bins - 1 && (third += histogram[lower]) * 10 < counted * 3) lower++;
        spread = fmax(least_spread, fmin(1.4826 * (bin + 0.5) / bins, 2.6 * (lower + 0.5) / bins));
      }
    }
    cost = (total.cost + (looked - total.pixels)) / fmax(1, looked);
    for (int row = 0; row < unknowns; row++)
      for (int column = row + 1; column < unknowns; column++) total.matrix[row][column] = total.matrix[column][row];
    double inverse[unknowns][unknowns], likeness = 0, energy = 0;
    for (int channel = 0; channel < 3; channel++) {
      double shares = total.matrix[placed + 1][placed + 1];
      const double one = total.first_square[channel] - total.first[channel] * total.first[channel] / shares;
      const double two = total.second_square[channel] - total.second[channel] * total.second[channel] / shares;
      likeness += total.product[channel] - total.first[channel] * total.second[channel] / shares;
      energy += sqrt(fmax(0, one) * fmax(0, two));
    }
    outcome->spread = spread;
    const int is_enough = total.pixels > 0 && total.pixels * (double)(stride * stride) >= least_seen * pixels * (part == registration_all ? 1 : 0.5);
    outcome->agreeing = is_enough ? total.agreeing / fmax(1, looked) : 0;
    outcome->likeness = energy > 0 ? likeness / energy : 0;
    if (!solve(total.matrix, total.right, is_last ? inverse : NULL)) return INFINITY;
    if (is_last) {
      // Neighbours err together: as if each pixel counted a ninth.
      double worst = 0;
      for (int corner = 0; corner < 2; corner++) {
        const double x = (double)result->width / 2, y = (corner ? -1 : 1) * (double)result->height / 2;
        const double along[placed] = {1, 0, cosine * x, -sine * y, -sine * outcome->placing.scale_x * x - cosine * outcome->placing.scale_y * y};
        const double down[placed] = {0, 1, sine * x, cosine * y, cosine * outcome->placing.scale_x * x - sine * outcome->placing.scale_y * y};
        double square = 0;
        for (int row = 0; row < placed; row++)
          for (int column = 0; column < placed; column++)
            square += (along[row] * along[column] + down[row] * down[column]) * inverse[row][column];
        worst = fmax(worst, square);
      }
      outcome->uncertainty = 3 * spread * sqrt(worst) / fmax(1e-6, outcome->placing.scale_x);
      return cost;
    }
    outcome->placing.shift_x += total.right[0];
    outcome->placing.shift_y += total.right[1];
    outcome->placing.scale_x += total.right[2];
    outcome->placing.scale_y += total.right[3];
    outcome->placing.turn += total.right[4];
    for (int channel = 0; channel < 3; channel++) {
      outcome->gain[channel] += total.right[placed + 2 * channel];
      outcome->lift[channel] += total.right[placed + 2 * channel + 1];
    }
    if (!(outcome->placing.scale_x > 0.1 && outcome->placing.scale_y > 0.1 && fabs(outcome->placing.turn) < 1)) return INFINITY;
  }
  return cost;
}

double registration_distance(const registration_placing *first, const registration_placing *second, const registration_plane *result) {
  const registration_plane nothing = {0};
  double worst = 0;
  for (int corner = 0; corner < 4; corner++) {
    const double x = (corner & 1 ? 1 : -1) * (double)result->width / 2, y = (corner & 2 ? 1 : -1) * (double)result->height / 2;
    double one[2], two[2];
    place(&nothing, first, x, y, &one[0], &one[1]);
    place(&nothing, second, x, y, &two[0], &two[1]);
    worst = fmax(worst, hypot(one[0] - two[0], one[1] - two[1]) / first->scale_x);
  }
  return worst;
}

void registration_find_detail(const registration_plane *plane, float *detail) {
  const size_t count = plane->width * plane->height;
  double square = 0;
  for (size_t y = 0; y < plane->height; y++)
    for (size_t x = 0; x < plane->width; x++) {
      double sum = 0, weights = 0, own = 0;
      for (size_t row = y > 4 ? y - 4 : 0; row <= y + 4 && row < plane->height; row++)
        for (size_t column = x > 4 ? x - 4 : 0; column <= x + 4 && column < plane->width; column++) {
          const size_t pixel = row * plane->width + column;
          const double root = sqrt(fmax(0, 0.2126 * plane->light[pixel] + 0.7152 * plane->light[count + pixel] + 0.0722 * plane->light[2 * count + pixel]));
          if (row == y && column == x) own = root;
          sum += plane->weight[pixel] * root;
          weights += plane->weight[pixel];
        }
      const size_t pixel = y * plane->width + x;
      detail[pixel] = weights > 0 && plane->weight[pixel] > 0 ? (float)(own - sum / weights) : 0;
      square += (double)detail[pixel] * detail[pixel];
    }
  const float unit = (float)(1 / fmax(1e-4, sqrt(square / (double)count)));
  for (size_t pixel = 0; pixel < count; pixel++) detail[pixel] *= unit;
}

double registration_detail_cost(const registration_plane *source, const float *source_detail, const registration_plane *result,
                                const float *result_detail, const registration_placing *placing) {
  double cost = 0;
  const double cosine = cos(placing->turn), sine = sin(placing->turn);
  for (size_t y = 0; y < result->height; y++)
    for (size_t x = 0; x < result->width; x++) {
      const double u = placing->scale_x * ((double)x + 0.5 - (double)result->width / 2), v = placing->scale_y * ((double)y + 0.5 - (double)result->height / 2);
      const double column = cosine * u - sine * v + (double)source->width / 2 + placing->shift_x;
      const double row = sine * u + cosine * v + (double)source->height / 2 + placing->shift_y;
      if (column < 0 || row < 0 || column >= (double)source->width || row >= (double)source->height) {
        cost += 0.8;
        continue;
      }
      const float rest = source_detail[(size_t)row * source->width + (size_t)column] - result_detail[y * result->width + x];
      cost += fmin(1, rest * rest);
    }
  return cost / (double)(result->width * result->height);
}
