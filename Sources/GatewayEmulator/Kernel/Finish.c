#include "Noise.h"

void scene_finish(ScenePicture picture, float vignette, float grain, float grainScale, uint32_t seed) {
  float halfWidth = (float)picture.width * 0.5f, halfHeight = (float)picture.height * 0.5f, fine = 1.0f / grainScale;
  for (int32_t y = 0; y < picture.height; y++) {
    uint8_t *pixel = picture.pixels + (size_t)y * (size_t)picture.width * 4;
    float v = ((float)y + 0.5f - halfHeight) / halfHeight;
    for (int32_t x = 0; x < picture.width; x++, pixel += 4) {
      float u = ((float)x + 0.5f - halfWidth) / halfWidth;
      float distance = (u * u + v * v) * 0.5f;
      float keep = 1.0f - vignette * distance * distance;
      float paper = (lattice((int32_t)((float)x * fine), (int32_t)((float)y * fine), seed) - 0.5f) * grain;
      pixel[0] = sample((float)pixel[0] * keep + paper);
      pixel[1] = sample((float)pixel[1] * keep + paper);
      pixel[2] = sample((float)pixel[2] * keep + paper);
    }
  }
}

void scene_grade(ScenePicture picture, float saturation, const uint8_t *red, const uint8_t *green, const uint8_t *blue) {
  size_t count = (size_t)picture.width * (size_t)picture.height;
  uint8_t *pixel = picture.pixels;
  for (size_t index = 0; index < count; index++, pixel += 4) {
    float luma = 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2];
    pixel[0] = red[sample(luma + (pixel[0] - luma) * saturation)];
    pixel[1] = green[sample(luma + (pixel[1] - luma) * saturation)];
    pixel[2] = blue[sample(luma + (pixel[2] - luma) * saturation)];
  }
}

void scene_place(ScenePicture picture, ScenePicture source, int32_t left, int32_t top, float brush, uint32_t seed) {
  float soft = brush > 0.0f ? 1.0f / brush : 0.0f, bristle = 1.0f / (brush * 0.22f + 1.0f), stroke = 1.0f / (brush * 4.0f + 1.0f);
  for (int32_t y = 0; y < source.height; y++) {
    int32_t toY = top + y;
    if (toY < 0 || toY >= picture.height) continue;
    const uint8_t *from = source.pixels + (size_t)y * (size_t)source.width * 4;
    for (int32_t x = 0; x < source.width; x++, from += 4) {
      int32_t toX = left + x;
      if (toX < 0 || toX >= picture.width) continue;
      float alpha = (float)from[3] * (1.0f / 255.0f);
      if (brush > 0.0f) {
        float fromSide = (float)(x < source.width - 1 - x ? x : source.width - 1 - x);
        float fromEnd = (float)(y < source.height - 1 - y ? y : source.height - 1 - y);
        float edge = fromSide < fromEnd ? fromSide : fromEnd;
        if (edge < brush * 2.0f) {
          // Bristles run along the side they are nearest to.
          float along = fromSide < fromEnd ? noise2((float)x * bristle, (float)y * stroke, seed) : noise2((float)x * stroke, (float)y * bristle, seed);
          alpha *= smooth01((edge - along * brush * 1.1f) * soft * 3.0f);
        }
      }
      SceneColour colour = {from[0], from[1], from[2]};
      lay(picture.pixels + ((size_t)toY * (size_t)picture.width + (size_t)toX) * 4, colour, alpha);
    }
  }
}

uint64_t scene_digest(const uint8_t *bytes, size_t count, uint64_t seed) {
  uint64_t state = seed ^ (0x9e3779b97f4a7c15ull + count);
  size_t index = 0;
  while (index < count) {
    uint64_t word = 0;
    for (size_t place = 0; place < 8 && index < count; place++, index++) word |= (uint64_t)bytes[index] << (place * 8);
    state = (state ^ word) * 0xbf58476d1ce4e5b9ull;
    state ^= state >> 29;
    state = state * 0x94d049bb133111ebull;
    state ^= state >> 32;
  }
  return state;
}
