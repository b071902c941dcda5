#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "protection_kernels.h"
#include "srgb_encoding.h"

/// Levels that count as white and as black: a mask that was saved with losses has hardly any pixel of 255 or 0.
enum { white = 250, black = 5 };

static double lanczos(double x) {
  const double radius = PROTECTION_TAPS / 2, pi = 3.14159265358979323846;
  if (fabs(x) < 1e-9) return 1;
  if (fabs(x) >= radius) return 0;
  return radius * sin(pi * x) * sin(pi * x / radius) / (pi * pi * x * x);
}

void protection_fill_weights(float *weights) {
  for (int phase = 0; phase < PROTECTION_PHASES; phase++) {
    double taps[PROTECTION_TAPS], sum = 0;
    for (int tap = 0; tap < PROTECTION_TAPS; tap++) {
      taps[tap] = lanczos((double)phase / PROTECTION_PHASES - (tap - (PROTECTION_TAPS / 2 - 1)));
      sum += taps[tap];
    }
    for (int tap = 0; tap < PROTECTION_TAPS; tap++) weights[phase * PROTECTION_TAPS + tap] = (float)(taps[tap] / sum);
  }
}

static inline size_t limited(long place, size_t count) { return place < 0 ? 0 : place >= (long)count ? count - 1 : (size_t)place; }

/// The pixel before a place, and the weights of the pixels around it.
static inline long find(double place, const float *weights, const float **taps) {
  const double before = floor(place - 0.5);
  long whole = (long)before;
  int phase = (int)lround((place - 0.5 - before) * PROTECTION_PHASES);
  if (phase == PROTECTION_PHASES) {
    phase = 0;
    whole++;
  }
  *taps = weights + phase * PROTECTION_TAPS;
  return whole;
}

static void write_pixel(light_quad value, const protection_curve *curve, uint8_t *target) {
  const uint8_t alpha = (uint8_t)(clamped_quad(value)[3] * 255.0f + 0.5f);
  if (alpha == 0) {
    memset(target, 0, 4);
    return;
  }
  encode_levels(value * (1.0f / value[3]), curve->buckets, curve->thresholds, target);
  target[3] = alpha;
}

static inline light_quad read_pixel(const uint8_t *pixel, const float *levels) {
  const float alpha = (float)pixel[3] * (1.0f / 255.0f);
  return (light_quad){levels[pixel[0]] * alpha, levels[pixel[1]] * alpha, levels[pixel[2]] * alpha, alpha};
}

void protection_sample_row(const uint8_t *source, size_t source_width, size_t source_height, const registration_placing *placing,
                           const float *weights, const protection_curve *curve, size_t width, size_t height, size_t row, uint8_t *target) {
  const double cosine = cos(placing->turn), sine = sin(placing->turn);
  const double v = placing->scale_y * ((double)row + 0.5 - (double)height / 2);
  for (size_t index = 0; index < width; index++, target += 4) {
    const double u = placing->scale_x * ((double)index + 0.5 - (double)width / 2);
    const double column = cosine * u - sine * v + (double)source_width / 2 + placing->shift_x;
    const double line = sine * u + cosine * v + (double)source_height / 2 + placing->shift_y;
    if (column < 0 || line < 0 || column > (double)source_width || line > (double)source_height) {
      memset(target, 0, 4);
      continue;
    }
    const float *across, *down;
    const long left = find(column, weights, &across), top = find(line, weights, &down);
    light_quad sum = {0};
    for (int step = 0; step < PROTECTION_TAPS; step++) {
      const uint8_t *pixels = source + 4 * source_width * limited(top - (PROTECTION_TAPS / 2 - 1) + step, source_height);
      light_quad part = {0};
      for (int tap = 0; tap < PROTECTION_TAPS; tap++)
        part += across[tap] * read_pixel(pixels + 4 * limited(left - (PROTECTION_TAPS / 2 - 1) + tap, source_width), curve->levels);
      sum += down[step] * part;
    }
    write_pixel(sum, curve, target);
  }
}

void protection_read_whiteness(const uint8_t *pixels, size_t count, uint8_t *mask) {
  for (size_t index = 0; index < count; index++, pixels += 4) {
    const unsigned level = (unsigned)(pixels[0] + pixels[1] + pixels[2]) * pixels[3] / 765;
    mask[index] = level >= white ? 255 : level <= black ? 0 : (uint8_t)((level - black) * 255 / (white - black));
  }
}

void protection_read_alpha(const uint8_t *pixels, size_t count, uint8_t *mask) {
  for (size_t index = 0; index < count; index++) mask[index] = pixels[4 * index + 3];
}

int protection_feather(uint8_t *mask, size_t width, size_t height, size_t reach) {
  if (reach == 0) return 1;
  // How far something white is along the row, then how far it is at all.
  const uint16_t far = (uint16_t)(reach + 1);
  uint16_t *distances = malloc(width * height * sizeof(uint16_t));
  uint32_t *squares = malloc(width * sizeof(uint32_t));
  uint8_t *levels = malloc((size_t)far * far + 1);
  if (distances == NULL || squares == NULL || levels == NULL) {
    free(distances);
    free(squares);
    free(levels);
    return 0;
  }
  for (size_t square = 0; square <= (size_t)far * far; square++) {
    const double part = fmax(0, 1 - sqrt((double)square) / far);
    levels[square] = (uint8_t)lround(255 * part * part * (3 - 2 * part));
  }
  for (size_t y = 0; y < height; y++) {
    uint16_t *line = distances + y * width, away = far;
    for (size_t x = 0; x < width; x++) line[x] = away = mask[y * width + x] == 255 ? 0 : away < far ? away + 1 : far;
    away = far;
    for (size_t x = width; x-- > 0;) {
      away = mask[y * width + x] == 255 ? 0 : away < far ? away + 1 : far;
      if (away < line[x]) line[x] = away;
    }
  }
  for (size_t y = 0; y < height; y++) {
    for (size_t x = 0; x < width; x++) squares[x] = (uint32_t)far * far;
    const size_t first = y > reach ? y - reach : 0, last = y + reach < height ? y + reach : height - 1;
    for (size_t other = first; other <= last; other++) {
      const uint16_t *line = distances + other * width;
      const uint32_t apart = (uint32_t)(other > y ? other - y : y - other), square = apart * apart;
      for (size_t x = 0; x < width; x++) {
        const uint32_t found = (uint32_t)line[x] * line[x] + square;
        squares[x] = found < squares[x] ? found : squares[x];
      }
    }
    for (size_t x = 0; x < width; x++) {
      const uint8_t level = levels[squares[x]];
      if (level > mask[y * width + x]) mask[y * width + x] = level;
    }
  }
  free(distances);
  free(squares);
  free(levels);
  return 1;
}

void protection_mix(const uint8_t *first, const uint8_t *second, const uint8_t *mask, const uint8_t *near, const protection_cast *cast,
                    const protection_curve *curve, size_t offset, size_t count, uint8_t *target) {
  for (size_t index = offset; index < offset + count; index++) {
    const uint8_t *kept = first + 4 * index, *other = second + 4 * index;
    uint8_t *pixel = target + 4 * index;
    const int is_cast = near != NULL && near[index] > 0 && other[3] > 0;
    if (mask[index] == 255 || (mask[index] == 0 && !is_cast)) {
      memcpy(pixel, mask[index] == 255 ? kept : other, 4);
      continue;
    }
    light_quad rest = read_pixel(other, curve->levels);
    if (is_cast) {
      const float share = (float)near[index] * (1.0f / 255.0f);
      for (int channel = 0; channel < 3; channel++) {
        const float mended = (rest[channel] - cast->lift[channel] * rest[3]) / cast->gain[channel];
        rest[channel] += share * (mended - rest[channel]);
      }
    }
    const float share = (float)mask[index] * (1.0f / 255.0f);
    const light_quad mixed = rest + share * (read_pixel(kept, curve->levels) - rest);
    write_pixel(mixed, curve, pixel);
  }
}
