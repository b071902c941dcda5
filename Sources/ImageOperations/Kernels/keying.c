#include <math.h>

#include "keying_samples.h"

/// What is known of a pixel.
enum { unsolved, is_ground, is_partial, is_solid };

/// How far foreground is looked for, in pixels, along each of `directions`.
static const int reaches[] = {1, 2, 3, 4, 6, 8, 11, 15, 20, 27};
enum { reach_count = sizeof reaches / sizeof *reaches, directions = 16, sweeps = 12 };
static const int steps[directions][2] = {{8, 0},  {7, 3},   {6, 6},   {3, 7},   {0, 8},  {-3, 7}, {-6, 6}, {-7, 3},
                                         {-8, 0}, {-7, -3}, {-6, -6}, {-3, -7}, {0, -8}, {3, -7}, {6, -6}, {7, -3}};

typedef struct cutting {
  const uint8_t *samples;
  keying_picture picture;
  const float *levels;
  size_t peak;
  keying_settings settings;
  /// The light of the ground.
  float ground[3];
  /// The channels that the ground is strong in (1) and weak in (0).
  int strong[3];
  /// By how much the weakest strong channel exceeds the strongest weak one in the ground's light; 0 where it has no colour to speak of.
  float excess;
} cutting;

static float light_of_level(const cutting *cut, float level) {
  const float place = level / 255.0f * (float)cut->peak;
  const size_t below = (size_t)place < cut->peak ? (size_t)place : cut->peak - 1;
  const float part = place - (float)below;
  return cut->levels[below] + part * (cut->levels[below + 1] - cut->levels[below]);
}

/// The level whose light is nearest.
static uint32_t level_of_light(const cutting *cut, float light) {
  size_t low = 0, high = cut->peak;
  while (high - low > 1) {
    const size_t middle = (low + high) / 2;
    if (cut->levels[middle] <= light) low = middle; else high = middle;
  }
  return (uint32_t)(light - cut->levels[low] < cut->levels[high] - light ? low : high);
}

static inline void light_of_pixel(const cutting *cut, size_t pixel, float *light) {
  for (int channel = 0; channel < 3; channel++) light[channel] = cut->levels[stored_sample(cut->samples, &cut->picture, pixel, channel)];
}

/// The light that `amount` levels make at a light: the slope of the sRGB curve, a little raised so that the dark end has a width.
static inline float width_of_levels(float light, float amount) {
  const float root = sqrtf(light);
  return amount / 255.0f * (0.08f + 2.2f * root * sqrtf(root) * 0.95f);
}

static float excess_of(const cutting *cut, const float *light) {
  float strong = 1, weak = 0;
  for (int channel = 0; channel < 3; channel++) {
    if (cut->strong[channel] && light[channel] < strong) strong = light[channel];
    if (!cut->strong[channel] && light[channel] > weak) weak = light[channel];
  }
  return strong - weak;
}

/// Finds which channels make the ground's colour: one, or two of them.
static void find_key(cutting *cut) {
  float best = 0.12f;
  for (int mask = 1; mask < 7; mask++) {
    cutting trial = *cut;
    for (int channel = 0; channel < 3; channel++) trial.strong[channel] = mask >> channel & 1;
    const float excess = excess_of(&trial, cut->ground);
    if (excess > best) {
      best = excess;
      memcpy(cut->strong, trial.strong, sizeof cut->strong);
      cut->excess = excess;
    }
  }
}

static int is_like_ground(const cutting *cut, size_t pixel) {
  for (int channel = 0; channel < 3; channel++)
    if (fabsf(sample_level(cut->samples, &cut->picture, pixel, channel) - cut->settings.ground[channel]) > cut->settings.tolerance) return 0;
  return 1;
}

/// The alpha of a pixel whose light is on the way from the ground to a foreground's light; 1 where it is not.
static float share_of(const cutting *cut, const float *light, const float *front) {
  float along = 0, length = 0;
  int is_same = 1;
  const float slack = 1.0f + cut->settings.noise;
  for (int channel = 0; channel < 3; channel++) {
    const float way = front[channel] - cut->ground[channel];
    along += (light[channel] - cut->ground[channel]) * way;
    length += way * way;
    if (fabsf(front[channel] - light[channel]) > width_of_levels(light[channel], slack * 1.5f)) is_same = 0;
  }
  if (is_same || length < 1e-6f) return 1;
  const float alpha = along / length;
  if (alpha <= 0 || alpha >= 1) return 1;
  for (int channel = 0; channel < 3; channel++) {
    const float expected = cut->ground[channel] + alpha * (front[channel] - cut->ground[channel]);
    const float allowed = width_of_levels(light[channel], slack) + alpha * width_of_levels(front[channel], slack);
    if (fabsf(expected - light[channel]) > allowed) return 1;
  }
  return alpha;
}

/// The alpha by the farthest foreground around that the pixel can be a mixture of, with that foreground's light.
static float share_of_nearby(const cutting *cut, const uint8_t *state, size_t x, size_t y, const float *light, float *front) {
  float best = 1;
  for (int direction = 0; direction < directions; direction++)
    for (int index = 0; index < reach_count; index++) {
      const long column = (long)x + lroundf((float)(steps[direction][0] * reaches[index]) / 8.0f);
      const long row = (long)y + lroundf((float)(steps[direction][1] * reaches[index]) / 8.0f);
      if (column < 0 || row < 0 || column >= (long)cut->picture.width || row >= (long)cut->picture.height) break;
      const size_t pixel = (size_t)row * cut->picture.width + (size_t)column;
      if (state[pixel] == is_ground) continue;
      float other[3];
      light_of_pixel(cut, pixel, other);
      const float alpha = share_of(cut, light, other);
      if (alpha < best) {
        best = alpha;
        memcpy(front, other, sizeof other);
      }
    }
  return best;
}

/// Writes the pixel with what is left of its light when the ground's part is taken away.
static void write_pixel(const cutting *cut, size_t pixel, float alpha, const float *light, const float *front, uint8_t *target) {
  const uint32_t own = stored_sample(cut->samples, &cut->picture, pixel, 3);
  float rest[3];
  for (int channel = 0; channel < 3; channel++) {
    float value = alpha > 0 ? (light[channel] - (1 - alpha) * cut->ground[channel]) / alpha : 0;
    // The less of it there is, the more its own light is noise.
    if (front != NULL && alpha < 0.5f) value = front[channel] + (value - front[channel]) * alpha * 2;
    rest[channel] = value < 0 ? 0 : value > 1 ? 1 : value;
  }
  if (cut->excess > 0) {
    const float excess = excess_of(cut, rest) * cut->settings.spill;
    for (int channel = 0; channel < 3 && excess > 0; channel++)
      if (cut->strong[channel]) rest[channel] = rest[channel] > excess ? rest[channel] - excess : 0;
  }
  for (int channel = 0; channel < 3; channel++) store_sample(target, &cut->picture, pixel, channel, level_of_light(cut, rest[channel]));
  store_sample(target, &cut->picture, pixel, 3, (uint32_t)lroundf(alpha * (float)own));
}

/// Solves one pixel at the edge of what is solved; returns its new state.
static uint8_t solve(const cutting *cut, const uint8_t *state, size_t x, size_t y, uint8_t *target) {
  const size_t pixel = y * cut->picture.width + x;
  float light[3], front[3] = {0};
  light_of_pixel(cut, pixel, light);
  const float nearby = share_of_nearby(cut, state, x, y, light, front);
  float alpha = nearby;
  int has_front = nearby < 1;
  if (cut->excess > 0) {
    const float by_colour = 1 - excess_of(cut, light) / cut->excess;
    if (by_colour < alpha) {
      alpha = by_colour < 0 ? 0 : by_colour;
      has_front = 0;
    }
  }
  if (alpha > 0.985f) {
    if (cut->excess > 0 && excess_of(cut, light) > 0) write_pixel(cut, pixel, 1, light, NULL, target);
    return is_solid;
  }
  write_pixel(cut, pixel, alpha, light, has_front ? front : NULL, target);
  return is_partial;
}

static int touches_solved(const uint8_t *state, const keying_picture *picture, size_t x, size_t y) {
  const size_t left = x ? x - 1 : 0, right = x + 1 < picture->width ? x + 1 : x;
  const size_t top = y ? y - 1 : 0, bottom = y + 1 < picture->height ? y + 1 : y;
  for (size_t row = top; row <= bottom; row++)
    for (size_t column = left; column <= right; column++) {
      const uint8_t known = state[row * picture->width + column];
      if (known == is_ground || known == is_partial) return 1;
    }
  return 0;
}

/// Whether so much of the ground's colour is in a pixel that it cannot be a surface with some light of the ground on it.
static int shines_through(const cutting *cut, size_t pixel) {
  if (cut->excess == 0) return 0;
  float light[3];
  light_of_pixel(cut, pixel, light);
  return excess_of(cut, light) > 0.1f * cut->excess;
}

void keying_cut(const uint8_t *samples, keying_picture picture, const keying_settings *settings, const float *levels, uint8_t *state,
                uint8_t *target) {
  const size_t count = picture.width * picture.height;
  cutting cut = {.samples = samples, .picture = picture, .levels = levels, .peak = picture.is_deep ? 65535 : 255, .settings = *settings};
  for (int channel = 0; channel < 3; channel++) cut.ground[channel] = light_of_level(&cut, settings->ground[channel]);
  find_key(&cut);
  const size_t bytes = picture.is_deep ? 8 : 4;
  for (size_t pixel = 0; pixel < count; pixel++) {
    if (is_like_ground(&cut, pixel)) {
      state[pixel] = is_ground;
      memset(target + pixel * bytes, 0, bytes);
    } else {
      state[pixel] = unsolved;
      memcpy(target + pixel * bytes, samples + pixel * bytes, bytes);
    }
  }
  // From the ground inward, down and up in turn, until everything that is left is solid.
  for (int sweep = 0; sweep < sweeps; sweep++) {
    int has_changed = 0;
    for (size_t line = 0; line < picture.height; line++) {
      const size_t y = sweep & 1 ? picture.height - 1 - line : line;
      for (size_t place = 0; place < picture.width; place++) {
        const size_t x = sweep & 1 ? picture.width - 1 - place : place;
        const size_t pixel = y * picture.width + x;
        if (state[pixel] != unsolved) continue;
        if (!touches_solved(state, &picture, x, y) && !(sweep == 0 && shines_through(&cut, pixel))) continue;
        state[pixel] = solve(&cut, state, x, y, target);
        if (state[pixel] == is_partial) has_changed = 1;
      }
    }
    if (!has_changed) break;
  }
}

/// The lowest of each `radius` numbers to both sides, over a line of alphas.
static void shrink_line(uint8_t *target, const keying_picture *picture, size_t start, size_t step, size_t count, size_t radius, float *line) {
  for (size_t index = 0; index < count; index++) line[index] = (float)stored_sample(target, picture, start + index * step, 3);
  for (size_t index = 0; index < count; index++) {
    float lowest = line[index];
    const size_t from = index > radius ? index - radius : 0, to = index + radius < count ? index + radius : count - 1;
    for (size_t other = from; other <= to; other++)
      if (line[other] < lowest) lowest = line[other];
    store_sample(target, picture, start + index * step, 3, (uint32_t)lowest);
  }
}

void keying_shrink(uint8_t *target, keying_picture picture, size_t radius, float *scratch) {
  for (size_t y = 0; y < picture.height; y++) shrink_line(target, &picture, y * picture.width, 1, picture.width, radius, scratch);
  for (size_t x = 0; x < picture.width; x++) shrink_line(target, &picture, x, picture.width, picture.height, radius, scratch);
}

keying_outcome keying_measure(const uint8_t *samples, keying_picture picture) {
  const uint32_t half = picture.is_deep ? 32768 : 128;
  size_t cut = 0, ring = 0, touching = 0;
  for (size_t y = 0; y < picture.height; y++)
    for (size_t x = 0; x < picture.width; x++) {
      const int is_cut = stored_sample(samples, &picture, y * picture.width + x, 3) < half;
      cut += (size_t)is_cut;
      if (x == 0 || y == 0 || x + 1 == picture.width || y + 1 == picture.height) {
        ring++;
        touching += (size_t)!is_cut;
      }
    }
  const keying_outcome outcome = {(double)cut / (double)(picture.width * picture.height), (double)touching / (double)ring};
  return outcome;
}
