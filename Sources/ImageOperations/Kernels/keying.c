#include <math.h>

#include "keying_samples.h"

/// What is known of a pixel.
enum { unsolved, is_ground, is_partial, is_solid, is_shadow };

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

/// How much of the weak channels' light a surface may have in the strong ones, at most and as a guess, without the ground shining through: some
/// more, as a cool white has before blue.
static const float largest_cast = 1.06f, likely_cast = 1.03f;
/// A mixture gains at least this much alpha with each pixel toward its foreground, and differs from a neighbour by at least the other share of the
/// way between ground and foreground; what changes slower is shading of the surface.
static const float slowest_gain = 0.015f, least_step = 0.03f;
/// The largest share of a shadow's depth nearby that one pixel makes; more is the edge of a surface.
static const float steepest_shadow = 0.33f;

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

static float excess_of(const cutting *cut, const float *light, float share) {
  float strong = 1, weak = 0;
  for (int channel = 0; channel < 3; channel++) {
    if (cut->strong[channel] && light[channel] < strong) strong = light[channel];
    if (!cut->strong[channel] && light[channel] > weak) weak = light[channel];
  }
  return strong - weak * share;
}

/// Finds which channels make the ground's colour: one, or two of them.
static void find_key(cutting *cut) {
  float best = 0.12f;
  for (int mask = 1; mask < 7; mask++) {
    cutting trial = *cut;
    for (int channel = 0; channel < 3; channel++) trial.strong[channel] = mask >> channel & 1;
    const float excess = excess_of(&trial, cut->ground, likely_cast);
    if (excess > best) {
      best = excess;
      memcpy(cut->strong, trial.strong, sizeof cut->strong);
      cut->excess = excess;
    }
  }
}

/// The light of a pixel as a share of the ground's, 0 to 1, or -1 where it has another colour than the ground in a shadow.
static float shade_of(const cutting *cut, const float *light) {
  float along = 0, length = 0;
  for (int channel = 0; channel < 3; channel++) {
    along += light[channel] * cut->ground[channel];
    length += cut->ground[channel] * cut->ground[channel];
  }
  const float shade = along / length;
  if (shade > 1) return -1;
  for (int channel = 0; channel < 3; channel++)
    if (fabsf(shade * cut->ground[channel] - light[channel]) > width_of_levels(light[channel], 1 + cut->settings.noise)) return -1;
  return shade;
}

static int is_like_ground(const cutting *cut, size_t pixel) {
  for (int channel = 0; channel < 3; channel++)
    if (fabsf(sample_level(cut->samples, &cut->picture, pixel, channel) - cut->settings.ground[channel]) > cut->settings.tolerance) return 0;
  return 1;
}

/// The alpha of a pixel whose light is on the way from what is behind it to a foreground's light; 1 where it is not.
static float share_of(const cutting *cut, const float *behind, const float *light, const float *front) {
  float along = 0, length = 0;
  int is_same = 1;
  const float slack = 1.0f + cut->settings.noise;
  for (int channel = 0; channel < 3; channel++) {
    const float way = front[channel] - behind[channel];
    along += (light[channel] - behind[channel]) * way;
    length += way * way;
    if (fabsf(front[channel] - light[channel]) > width_of_levels(light[channel], slack * 1.5f)) is_same = 0;
  }
  if (is_same || length < 1e-6f) return 1;
  const float alpha = along / length;
  if (alpha <= 0 || alpha >= 1) return 1;
  for (int channel = 0; channel < 3; channel++) {
    const float expected = behind[channel] + alpha * (front[channel] - behind[channel]);
    const float allowed = width_of_levels(light[channel], slack) + alpha * width_of_levels(front[channel], slack);
    if (fabsf(expected - light[channel]) > allowed) return 1;
  }
  return alpha;
}

/// The alpha by the farthest foreground around that the pixel can be a mixture of, with that foreground's light.
static float share_of_nearby(const cutting *cut, const uint8_t *state, size_t x, size_t y, const float *behind, const float *light,
                             float *front) {
  float best = 1;
  for (int direction = 0; direction < directions; direction++)
    for (int index = 0; index < reach_count; index++) {
      const long column = (long)x + lroundf((float)(steps[direction][0] * reaches[index]) / 8.0f);
      const long row = (long)y + lroundf((float)(steps[direction][1] * reaches[index]) / 8.0f);
      if (column < 0 || row < 0 || column >= (long)cut->picture.width || row >= (long)cut->picture.height) break;
      const size_t pixel = (size_t)row * cut->picture.width + (size_t)column;
      if (state[pixel] == is_ground || state[pixel] == is_shadow) continue;
      float other[3];
      light_of_pixel(cut, pixel, other);
      const float alpha = share_of(cut, behind, light, other);
      if (alpha < best && 1 - alpha > slowest_gain * (float)reaches[index]) {
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
    const float excess = excess_of(cut, rest, 1) * cut->settings.spill;
    for (int channel = 0; channel < 3 && excess > 0; channel++)
      if (cut->strong[channel]) rest[channel] = rest[channel] > excess ? rest[channel] - excess : 0;
  }
  for (int channel = 0; channel < 3; channel++) store_sample(target, &cut->picture, pixel, channel, level_of_light(cut, rest[channel]));
  store_sample(target, &cut->picture, pixel, 3, (uint32_t)lroundf(alpha * (float)own));
}

/// Returns how much of the ground's light comes from behind a pixel, 0 to 1: less where a shadow lies around it. Writes that light.
static float light_behind(const cutting *cut, const uint8_t *state, size_t x, size_t y, float *behind) {
  float sum = 0;
  int count = 0;
  for (size_t row = y > 2 ? y - 2 : 0; row <= y + 2 && row < cut->picture.height; row++)
    for (size_t column = x > 2 ? x - 2 : 0; column <= x + 2 && column < cut->picture.width; column++) {
      const size_t pixel = row * cut->picture.width + column;
      if (state[pixel] != is_shadow) continue;
      float light[3];
      light_of_pixel(cut, pixel, light);
      sum += shade_of(cut, light);
      count++;
    }
  const float shine = count ? sum / (float)count : 1;
  for (int channel = 0; channel < 3; channel++) behind[channel] = cut->ground[channel] * shine;
  return shine;
}

static float distance(const float *first, const float *second) {
  float square = 0;
  for (int channel = 0; channel < 3; channel++) square += (first[channel] - second[channel]) * (first[channel] - second[channel]);
  return sqrtf(square);
}

/// The largest distance of the light of a pixel to one beside it.
static float largest_step(const cutting *cut, size_t x, size_t y, const float *light) {
  float largest = 0;
  for (size_t row = y ? y - 1 : 0; row <= y + 1 && row < cut->picture.height; row++)
    for (size_t column = x ? x - 1 : 0; column <= x + 1 && column < cut->picture.width; column++) {
      float other[3];
      light_of_pixel(cut, row * cut->picture.width + column, other);
      largest = fmaxf(largest, distance(light, other));
    }
  return largest;
}

/// Solves one pixel at the edge of what is solved; returns its new state.
static uint8_t solve(const cutting *cut, const uint8_t *state, size_t x, size_t y, uint8_t *target) {
  const size_t pixel = y * cut->picture.width + x;
  float light[3], front[3] = {0}, behind[3];
  light_of_pixel(cut, pixel, light);
  const float shine = light_behind(cut, state, x, y, behind);
  float nearby = share_of_nearby(cut, state, x, y, behind, light, front);
  if (nearby < 1 && largest_step(cut, x, y, light) < least_step * distance(front, behind)) nearby = 1;
  float alpha = nearby < 1 ? 1 - (1 - nearby) * shine : 1;
  int has_front = nearby < 1;
  if (cut->excess > 0) {
    const float by_colour = 1 - excess_of(cut, light, likely_cast) / cut->excess;
    const int shines = excess_of(cut, light, largest_cast) > 0.05f * cut->excess;
    if (by_colour < alpha && shines) {
      alpha = by_colour < 0 ? 0 : by_colour;
      has_front = 0;
    }
  }
  if (alpha > 0.985f) {
    if (cut->excess > 0 && excess_of(cut, light, 1) > 0) write_pixel(cut, pixel, 1, light, NULL, target);
    return is_solid;
  }
  write_pixel(cut, pixel, alpha, light, has_front ? front : NULL, target);
  return is_partial;
}

static int is_solved(uint8_t state) { return state == is_ground || state == is_partial || state == is_shadow; }

static int touches_solved(const uint8_t *state, const keying_picture *picture, size_t x, size_t y) {
  const size_t left = x ? x - 1 : 0, right = x + 1 < picture->width ? x + 1 : x;
  const size_t top = y ? y - 1 : 0, bottom = y + 1 < picture->height ? y + 1 : y;
  for (size_t row = top; row <= bottom; row++)
    for (size_t column = left; column <= right; column++)
      if (is_solved(state[row * picture->width + column])) return 1;
  return 0;
}

/// Whether so much of the ground's colour is in a pixel that it cannot be a surface with some light of the ground on it.
static int shines_through(const cutting *cut, size_t pixel) {
  if (cut->excess == 0) return 0;
  float light[3];
  light_of_pixel(cut, pixel, light);
  return excess_of(cut, light, largest_cast) > 0.1f * cut->excess;
}

/// The shade of a pixel, in roots of light, which are about as wide as levels; -1 where it is neither ground nor what its shadow could be.
static float root_of_shade(const cutting *cut, const uint8_t *state, size_t pixel) {
  if (state[pixel] == is_ground) return 1;
  float light[3];
  light_of_pixel(cut, pixel, light);
  const float shade = shade_of(cut, light);
  return shade < 0 ? -1 : sqrtf(shade);
}

/// Whether the pixel is of a shadow that deepens softly: one beside it is already, or the ground, which is not darker, and no step around it is
/// steep against the depth of what is around.
static int deepens_softly(const cutting *cut, const uint8_t *state, size_t x, size_t y) {
  const size_t width = cut->picture.width, height = cut->picture.height, pixel = y * width + x;
  const float own = root_of_shade(cut, state, pixel), level = (0.5f + cut->settings.noise) / 255;
  if (own < 0) return 0;
  const size_t beside[4] = {x ? pixel - 1 : pixel, x + 1 < width ? pixel + 1 : pixel, y ? pixel - width : pixel,
                            y + 1 < height ? pixel + width : pixel};
  int is_reached = 0;
  for (int side = 0; side < 4; side++)
    if (state[beside[side]] == is_ground || state[beside[side]] == is_shadow)
      if (own <= root_of_shade(cut, state, beside[side]) + level) is_reached = 1;
  if (!is_reached) return 0;
  enum { reach = 4, sharp = 2, side = 2 * reach + 1 };
  float above[side], darkest = own, lightest = own, steepest = 0;
  for (int across = 0; across < side; across++) above[across] = -1;
  for (size_t row = y > reach ? y - reach : 0; row <= y + reach && row < height; row++) {
    float before = -1;
    for (size_t column = x > reach ? x - reach : 0; column <= x + reach && column < width; column++) {
      const float here = root_of_shade(cut, state, row * width + column);
      float *upper = &above[column + reach - x];
      if (here >= 0) {
        darkest = fminf(darkest, here);
        lightest = fmaxf(lightest, here);
        const int is_near = row + sharp >= y && row <= y + sharp && column + sharp >= x && column <= x + sharp;
        if (is_near && before >= 0) steepest = fmaxf(steepest, fabsf(here - before));
        if (is_near && *upper >= 0) steepest = fmaxf(steepest, fabsf(here - *upper));
      }
      before = *upper = here;
    }
  }
  return steepest <= fmaxf(4 * level, steepest_shadow * (lightest - darkest));
}

/// Finds shadows on a ground without a colour: black, with the alpha that darkens the ground as much. A surface of the same grey is told from it by
/// its edge, or because it is lighter somewhere inside.
static void find_shadows(const cutting *cut, uint8_t *state, uint8_t *target) {
  for (int sweep = 0; sweep < sweeps; sweep++) {
    int has_changed = 0;
    for (size_t line = 0; line < cut->picture.height; line++) {
      const size_t y = sweep & 1 ? cut->picture.height - 1 - line : line;
      for (size_t place = 0; place < cut->picture.width; place++) {
        const size_t x = sweep & 1 ? cut->picture.width - 1 - place : place;
        const size_t pixel = y * cut->picture.width + x;
        if (state[pixel] != unsolved || !deepens_softly(cut, state, x, y)) continue;
        float light[3];
        light_of_pixel(cut, pixel, light);
        const float black[3] = {0};
        write_pixel(cut, pixel, 1 - shade_of(cut, light), black, black, target);
        state[pixel] = is_shadow;
        has_changed = 1;
      }
    }
    if (!has_changed) break;
  }
}

void keying_cut(const uint8_t *samples, keying_picture picture, const keying_settings *settings, const float *levels, uint8_t *state,
                uint8_t *target) {
  const size_t count = picture.width * picture.height;
  cutting cut = {.samples = samples, .picture = picture, .levels = levels, .peak = picture.is_deep ? 65535 : 255, .settings = *settings};
  for (int channel = 0; channel < 3; channel++) cut.ground[channel] = light_of_level(&cut, settings->ground[channel]);
  if (!settings->is_opaque) find_key(&cut);
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
  // Black has no shadow.
  if (cut.excess == 0 && !settings->is_opaque && cut.ground[0] + cut.ground[1] + cut.ground[2] > 0.15f) find_shadows(&cut, state, target);
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
