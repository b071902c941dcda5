#include "tone_mapping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "colour_matrix.h"

enum { levels = 65536, steps = 4096 };

/// Candelas per square metre.
static const double peak = 1000, white = 203;

struct tone_mapping {
  int is_hlg;
  /// PQ: of the display, in parts of `white`; HLG: of the scene, 0 to 1.
  float light[levels];
  /// HLG: the factor from light of the scene to light of the display, by the luminance of the former.
  float system_gain[steps + 1];
  /// By the fourth root of light in parts of `peak`.
  float gain[steps + 1];
  /// The sRGB level, 0 to 65,535, of evenly spaced amounts of light; one more, so that the last can be interpolated.
  float encoded[levels + 1];
  float luminance[3];
  float matrix[3][3];
};

/// ITU-R BT.2100, table 4.
static const double m1 = 2610.0 / 16384, m2 = 2523.0 / 32, c1 = 3424.0 / 4096, c2 = 2413.0 / 128, c3 = 2392.0 / 128;

static double pq_light(double level) {
  const double root = pow(level, 1 / m2);
  const double above = root > c1 ? root - c1 : 0;
  return 10000 * pow(above / (c2 - c3 * root), 1 / m1);
}

static double pq_level(double light) {
  const double root = pow(light / 10000, m1);
  return pow((c1 + c2 * root) / (1 + c3 * root), m2);
}

/// Returns the light of the scene for a level: ITU-R BT.2100, table 5.
static double hlg_scene(double level) {
  const double a = 0.17883277, b = 1 - 4 * a, c = 0.5 - a * log(4 * a);
  return level <= 0.5 ? level * level / 3 : (exp((level - c) / a) + b) / 12;
}

/// Returns light of so many candelas rolled off, in candelas: 5.4.1 of BT.2390, steps 1 to 5, with black at 0 in both.
static double rolled_off(double light) {
  const double source = pq_level(peak), most = pq_level(white) / source, knee = 1.5 * most - 0.5;
  const double level = fmin(1, pq_level(light) / source);
  if (level < knee) return light;
  const double t = (level - knee) / (1 - knee), t2 = t * t, t3 = t2 * t;
  const double mapped = (2 * t3 - 3 * t2 + 1) * knee + (t3 - 2 * t2 + t) * (1 - knee) + (-2 * t3 + 3 * t2) * most;
  return pq_light(mapped * source);
}

tone_mapping *tone_mapping_make(colour_curve curve, const double source_primaries[3][3], const double target_primaries[3][3]) {
  tone_mapping *mapping = malloc(sizeof *mapping);
  if (!mapping) return NULL;
  mapping->is_hlg = curve == COLOUR_CURVE_HLG;
  double matrix[3][3];
  colour_matrix_between(source_primaries, target_primaries, matrix);
  for (int row = 0; row < 3; row++) {
    // The second row is Y.
    mapping->luminance[row] = (float)source_primaries[1][row];
    for (int column = 0; column < 3; column++) mapping->matrix[row][column] = (float)matrix[row][column];
  }
  for (int level = 0; level < levels; level++) {
    const double encoded = (double)level / (levels - 1);
    mapping->light[level] = (float)(mapping->is_hlg ? hlg_scene(encoded) : pq_light(encoded) / white);
  }
  for (int step = 0; step <= steps; step++) {
    const double part = (double)step / steps, light = peak * part * part * part * part;
    mapping->gain[step] = step == 0 ? 1.0f : (float)(rolled_off(light) / light);
    // The opto-optical function, gamma 1.2 less 1, by the square of the place, which spaces dark light more densely.
    mapping->system_gain[step] = (float)(pow(part * part, 0.2) * peak / white);
  }
  for (int index = 0; index <= levels; index++) {
    const double light = fmin(1, (double)index / (levels - 1));
    mapping->encoded[index] = (float)(65535.0 * (light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1.0 / 2.4) - 0.055));
  }
  return mapping;
}

/// Interpolates between the entries of a table for `place` in 0...1.
static float entry(const float *table, int count, float place) {
  const float position = (place < 1.0f ? place : 1.0f) * (float)count;
  const int index = position < (float)(count - 1) ? (int)position : count - 1;
  return table[index] + (table[index + 1] - table[index]) * (position - (float)index);
}

static float encoded_level(const tone_mapping *mapping, float light) {
  const float clamped = light > 0.0f ? (light < 1.0f ? light : 1.0f) : 0.0f;
  return entry(mapping->encoded, levels, clamped * (float)(levels - 1) / (float)levels);
}

static void map_pixel(const tone_mapping *mapping, const uint16_t samples[3], float result[3]) {
  float light[3];
  for (int channel = 0; channel < 3; channel++) light[channel] = mapping->light[samples[channel]];
  if (mapping->is_hlg) {
    const float luminance = mapping->luminance[0] * light[0] + mapping->luminance[1] * light[1] + mapping->luminance[2] * light[2];
    const float gain = entry(mapping->system_gain, steps, sqrtf(luminance > 0.0f ? luminance : 0.0f));
    for (int channel = 0; channel < 3; channel++) light[channel] *= gain;
  }
  const float most = fmaxf(light[0], fmaxf(light[1], light[2]));
  const float part = most * (float)(white / peak);
  // Beyond the peak the largest becomes white.
  const float gain = part < 1.0f ? entry(mapping->gain, steps, sqrtf(sqrtf(part))) : 1.0f / most;
  for (int row = 0; row < 3; row++)
    result[row] = encoded_level(
        mapping, gain * (mapping->matrix[row][0] * light[0] + mapping->matrix[row][1] * light[1] + mapping->matrix[row][2] * light[2]));
}

void tone_mapping_apply(const tone_mapping *mapping, int is_deep, const uint8_t *source, size_t count, uint8_t *target) {
  float result[3];
  for (size_t index = 0; index < count; index++) {
    if (is_deep) {
      uint16_t samples[4];
      memcpy(samples, source + index * 8, sizeof samples);
      map_pixel(mapping, samples, result);
      for (int channel = 0; channel < 3; channel++) samples[channel] = (uint16_t)(result[channel] + 0.5f);
      memcpy(target + index * 8, samples, sizeof samples);
    } else {
      uint16_t samples[3];
      for (int channel = 0; channel < 3; channel++) samples[channel] = (uint16_t)(source[index * 4 + (size_t)channel] * 257);
      map_pixel(mapping, samples, result);
      for (int channel = 0; channel < 3; channel++) target[index * 4 + (size_t)channel] = (uint8_t)(result[channel] / 257.0f + 0.5f);
      target[index * 4 + 3] = source[index * 4 + 3];
    }
  }
}

void tone_mapping_free(tone_mapping *mapping) { free(mapping); }
