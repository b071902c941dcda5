#include <stdlib.h>

#include "Noise.h"

int32_t scene_layer(ScenePicture picture, const float *edge, int32_t bottom, const SceneLayer *layer) {
  int32_t width = picture.width;
  if (bottom > picture.height) bottom = picture.height;
  float *slope = malloc((size_t)width * 2 * sizeof(float));
  if (slope == NULL) return 0;
  float *steep = slope + width;
  int32_t reach = (int32_t)(layer->fade * 0.04f) + 1;
  float highest = (float)picture.height;
  for (int32_t x = 0; x < width; x++) {
    int32_t left = x - reach < 0 ? 0 : x - reach, right = x + reach > width - 1 ? width - 1 : x + reach;
    slope[x] = right > left ? (edge[right] - edge[left]) / (float)(right - left) : 0.0f;
    float near = (edge[x + 1 < width ? x + 1 : x] - edge[x > 0 ? x - 1 : x]) * 0.5f;
    steep[x] = 1.0f / sqrtf(1.0f + near * near);
    if (edge[x] < highest) highest = edge[x];
  }
  int32_t top = (int32_t)floorf(highest) - 2;
  if (top < 0) top = 0;

  float fade = 1.0f / (layer->fade + 1.0f), hazeFade = 1.0f / (layer->hazeFade + 1.0f), grain = 1.0f / layer->grainScale;
  for (int32_t y = top; y < bottom; y++) {
    uint8_t *pixel = picture.pixels + (size_t)y * (size_t)width * 4;
    uint32_t dither = scramble((uint32_t)y * 31u + layer->seed);
    for (int32_t x = 0; x < width; x++, pixel += 4) {
      float below = (float)y + 0.5f - edge[x];
      float cover = below * steep[x] + 0.5f;
      if (cover <= 0.0f) continue;
      if (cover > 1.0f) cover = 1.0f;
      float depth = below > 0.0f ? below : 0.0f;

      float rough = noise2((float)x * grain, (float)y * grain, layer->seed) - 0.5f;
      float aside = (float)x + depth * layer->lean + rough * layer->fade * 0.10f;
      int32_t face = aside < 0.0f ? 0 : (aside > (float)(width - 1) ? width - 1 : (int32_t)aside);
      float share = depth * fade;
      SceneColour colour = blend(layer->top, layer->bottom, share > 1.0f ? 1.0f : share);

      float light = slope[face] * (layer->lean > 0.0f ? 1.0f : -1.0f);
      light = light / (0.35f + fabsf(light)) * layer->relief * (1.0f - 0.75f * (share > 1.0f ? 1.0f : share));
      if (layer->snowRow >= 0.0f) {
        float line = layer->snowRow + (noise1((float)x / (layer->snowRagged * 0.9f + 1.0f), layer->seed + 5u) - 0.5f + rough * 0.9f) * layer->snowRagged * 2.0f;
        float snow = smooth01((line - (float)y) / (layer->snowRagged * 0.35f + 1.0f) + 0.4f * light);
        colour = blend(colour, layer->snow, snow);
      }
      colour = light > 0.0f ? blend(colour, layer->light, light) : blend(colour, layer->shadow, -light);
      float haze = depth * hazeFade;
      haze = haze > 1.0f ? 1.0f : haze;
      colour = blend(colour, layer->haze, haze * haze * layer->hazeAmount);

      dither = dither * 1664525u + 1013904223u;
      float offset = (float)(dither >> 8) * (1.0f / 16777216.0f) - 0.5f + rough * layer->grain;
      colour.red += offset;
      colour.green += offset;
      colour.blue += offset;
      if (cover >= 1.0f) {
        pixel[0] = sample(colour.red);
        pixel[1] = sample(colour.green);
        pixel[2] = sample(colour.blue);
      } else {
        lay(pixel, colour, cover);
      }
    }
  }
  free(slope);
  return 1;
}
