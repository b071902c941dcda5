#include "Noise.h"

static float rolling(float x, int32_t octaves, uint32_t seed) {
  float sum = 0, weight = 0, share = 1, scale = 1;
  for (int32_t octave = 0; octave < octaves; octave++) {
    sum += noise1(x * scale, seed + (uint32_t)octave * 101u) * share;
    weight += share;
    share *= 0.42f;
    scale *= 2.07f;
  }
  return sum / weight;
}

// Peaks with straight flanks: folded noise, where each finer octave counts more on high ground.
static float alpine(float x, int32_t octaves, uint32_t seed) {
  float sum = 0, weight = 0, share = 1, scale = 1, carried = 1;
  for (int32_t octave = 0; octave < octaves; octave++) {
    float folded = 1.0f - fabsf(2.0f * noise1(x * scale, seed + (uint32_t)octave * 131u) - 1.0f);
    float peak = octave == 0 ? folded : folded * (0.35f + 0.65f * carried);
    sum += peak * share;
    weight += share;
    carried = folded;
    share *= 0.48f;
    scale *= 2.13f;
  }
  return sum / weight;
}

// Long backs with one sharp crest.
static float dunes(float x, int32_t octaves, uint32_t seed) {
  float warped = x + 0.35f * noise1(x * 0.7f, seed + 7u);
  float phase = warped - floorf(warped);
  int32_t index = (int32_t)floorf(warped);
  float here = 0.45f + 0.55f * lattice(index, 3, seed), crest = 0.58f + 0.16f * (lattice(index, 5, seed) - 0.5f);
  float rise = phase < crest ? smooth01(phase / crest) : 1.0f - smooth01((phase - crest) / (1.0f - crest)) * 1.0f;
  float base = 0.25f * rolling(x * 0.6f, octaves < 2 ? 1 : 2, seed + 11u);
  return base + 0.75f * here * powf(rise, 0.85f);
}

static float mesas(float x, int32_t octaves, uint32_t seed) {
  float level = rolling(x, 2, seed);
  float table = smooth01((level - 0.52f) * 16.0f), step = smooth01((level - 0.44f) * 12.0f);
  float rough = rolling(x * 9.0f, octaves, seed + 23u);
  return 0.12f + 0.34f * step + 0.42f * table + 0.06f * rough;
}

void scene_ridge(float *heights, int32_t count, int32_t kind, float wavelength, float offset, int32_t octaves, uint32_t seed) {
  for (int32_t column = 0; column < count; column++) {
    float x = ((float)column + 0.5f) / wavelength + offset;
    switch (kind) {
      case SCENE_ALPINE: heights[column] = alpine(x, octaves, seed); break;
      case SCENE_DUNES: heights[column] = dunes(x, octaves, seed); break;
      case SCENE_MESAS: heights[column] = mesas(x, octaves, seed); break;
      default: heights[column] = rolling(x, octaves, seed); break;
    }
  }
}
