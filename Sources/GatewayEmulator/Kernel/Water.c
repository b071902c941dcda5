#include "Noise.h"

void scene_water(ScenePicture picture, const SceneWater *water) {
  int32_t top = water->top, bottom = water->bottom > picture.height ? picture.height : water->bottom;
  if (top < 1) return;
  float depth = (float)(bottom - top);
  for (int32_t y = top; y < bottom; y++) {
    uint8_t *pixel = picture.pixels + (size_t)y * (size_t)picture.width * 4;
    float down = (float)(y - top) + 0.5f, share = down / depth;
    // Waves grow towards the eye: the row's place in perspective, and the length of a wave there.
    float length = water->wave * (1.0f + 9.0f * share);
    float line = logf(1.0f + 9.0f * share) * depth / (water->wave * 2.2f);
    float sway = length * 0.5f;
    float keep = water->reflectFar + (water->reflectNear - water->reflectFar) * share;
    SceneColour tint = blend(water->far, water->near, smooth01(share * 1.1f));
    float glitterWidth = water->glitterWidth * (0.5f + 1.7f * share);
    for (int32_t x = 0; x < picture.width; x++, pixel += 4) {
      float wave = noise2((float)x / (length * 3.0f), line, water->seed);
      float ripple = noise2((float)x / (length * 0.9f), line * 2.3f, water->seed + 17u);
      float swell = wave * 0.65f + ripple * 0.35f - 0.5f;
      int32_t fromX = x + (int32_t)(swell * sway);
      int32_t fromY = top - 1 - (int32_t)(down * 1.15f + swell * sway * 1.6f);
      if (fromX < 0) fromX = -fromX;
      if (fromX > picture.width - 1) fromX = 2 * (picture.width - 1) - fromX;
      if (fromX < 0) fromX = 0;
      if (fromY > top - 1) fromY = top - 1;
      if (fromY < 0) fromY = -fromY > top - 1 ? top - 1 : -fromY;
      const uint8_t *from = picture.pixels + ((size_t)fromY * (size_t)picture.width + (size_t)fromX) * 4;
      SceneColour mirrored = {from[0], from[1], from[2]};
      SceneColour colour = blend(tint, mirrored, clamp01(keep + swell * 0.25f));
      float aside = ((float)x + 0.5f - water->lightX) / glitterWidth;
      float glitter = clamp01((ripple * 0.6f + wave * 0.4f - 0.52f) * 5.0f) / (1.0f + aside * aside * 2.2f);
      colour = blend(colour, water->glitter, clamp01(glitter * water->glitterStrength));
      pixel[0] = sample(colour.red);
      pixel[1] = sample(colour.green);
      pixel[2] = sample(colour.blue);
      pixel[3] = 255;
    }
  }
}
