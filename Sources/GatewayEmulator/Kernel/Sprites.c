#include "Noise.h"

void scene_discs(ScenePicture picture, const SceneDisc *discs, int32_t count) {
  for (int32_t index = 0; index < count; index++) {
    SceneDisc disc = discs[index];
    float reach = disc.radius + disc.softness;
    float minX = disc.x - reach, maxX = disc.x + reach, minY = disc.y - reach, maxY = disc.y + reach;
    if (!(minX < (float)picture.width && maxX > 0.0f && minY < (float)picture.height && maxY > 0.0f)) continue;
    int32_t left = minX < 0.0f ? 0 : (int32_t)minX, top = minY < 0.0f ? 0 : (int32_t)minY;
    int32_t right = maxX >= (float)picture.width ? picture.width : (int32_t)maxX + 1;
    int32_t bottom = maxY >= (float)picture.height ? picture.height : (int32_t)maxY + 1;
    float soft = 1.0f / disc.softness;
    for (int32_t y = top; y < bottom; y++) {
      uint8_t *pixel = picture.pixels + ((size_t)y * (size_t)picture.width + (size_t)left) * 4;
      float dy = (float)y + 0.5f - disc.y;
      for (int32_t x = left; x < right; x++, pixel += 4) {
        float dx = (float)x + 0.5f - disc.x;
        float square = dx * dx + dy * dy;
        if (square >= reach * reach) continue;
        float cover = clamp01((disc.radius - sqrtf(square)) * soft + 0.5f);
        if (disc.softness > 2.0f) cover = cover * cover * (3.0f - 2.0f * cover);
        lay(pixel, disc.colour, cover * disc.alpha);
      }
    }
  }
}

// The share of the pixel from `index` to `index + 1` that lies between `low` and `high`.
static inline float overlap(int32_t index, float low, float high) {
  float from = (float)index > low ? (float)index : low, to = (float)(index + 1) < high ? (float)(index + 1) : high;
  return to > from ? to - from : 0.0f;
}

void scene_rectangles(ScenePicture picture, const SceneRectangle *rectangles, int32_t count) {
  for (int32_t index = 0; index < count; index++) {
    SceneRectangle box = rectangles[index];
    if (!(box.left < (float)picture.width && box.right > 0.0f && box.top < (float)picture.height && box.bottom > 0.0f)) continue;
    int32_t left = box.left < 0.0f ? 0 : (int32_t)box.left, top = box.top < 0.0f ? 0 : (int32_t)box.top;
    int32_t right = box.right >= (float)picture.width ? picture.width : (int32_t)box.right + 1;
    int32_t bottom = box.bottom >= (float)picture.height ? picture.height : (int32_t)box.bottom + 1;
    for (int32_t y = top; y < bottom; y++) {
      uint8_t *pixel = picture.pixels + ((size_t)y * (size_t)picture.width + (size_t)left) * 4;
      float vertical = overlap(y, box.top, box.bottom) * box.alpha;
      for (int32_t x = left; x < right; x++, pixel += 4) lay(pixel, box.colour, vertical * overlap(x, box.left, box.right));
    }
  }
}
