#include <setjmp.h>
#include <string.h>

#include "support.h"

typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t offset;
  // Bytes that may still be read before the next row is due, so that compressed data without end cannot be skipped at length.
  size_t budget;
} Source;

static void readBytes(png_structp png, png_bytep destination, size_t length) {
  Source *source = png_get_io_ptr(png);
  if (length > source->count - source->offset) {
    CPNGFailureSet(png_get_error_ptr(png), CPNGStatusTruncated, "the data ends early");
    png_error(png, "the data ends early");
  }
  if (length > source->budget) png_error(png, "more compressed data than the picture has pixels for");
  memcpy(destination, source->bytes + source->offset, length);
  source->offset += length;
  source->budget -= length;
}

// Between setjmp and its return no local of this function changes; what changes lives in the structures pointed to.
static void decode(png_structp png, png_infop info, Source *source, CPNGDecoding decoding, uint8_t *pixels) {
  if (setjmp(png_jmpbuf(png))) return;
  png_set_user_limits(png, decoding.sideLimit, decoding.sideLimit);
  // Only IHDR, PLTE, tRNS, IDAT and IEND are looked at; profiles and text are read elsewhere, under their own limits. So a
  // long chunk is skipped, and only its length has to be legal.
  png_set_chunk_cache_max(png, 16);
  png_set_chunk_malloc_max(png, PNG_UINT_31_MAX);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_read_fn(png, source, readBytes);
  png_read_info(png, info);
  if (png_get_image_width(png, info) != decoding.width || png_get_image_height(png, info) != decoding.height)
    png_error(png, "the size differs from the one asked for");

  png_set_expand(png);
  if (decoding.isDeep) {
    // The file's samples begin with their high byte.
    const uint16_t one = 1;
    if (*(const uint8_t *)&one == 1) png_set_swap(png);
  } else {
    // Rounds; png_set_strip_16 would cut.
    png_set_scale_16(png);
  }
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, decoding.isDeep ? 0xFFFF : 0xFF, PNG_FILLER_AFTER);
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  const size_t stride = (size_t)decoding.width * (decoding.isDeep ? 8 : 4);
  if (png_get_rowbytes(png, info) != stride) png_error(png, "the rows have an unexpected length");

  // The largest file rows are 8 bytes a pixel; the worst packing is IDAT chunks of one byte, 13 for each. The rest is room
  // for what compresses to nothing.
  const size_t budget = 32 * (stride * 2 + 1) + (1 << 20);
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t row = 0; row < decoding.height; row++) {
      source->budget = budget;
      png_read_row(png, pixels + (size_t)row * stride, NULL);
    }
  }
}

CPNGResult CPNGDecode(const uint8_t *bytes, size_t count, CPNGDecoding decoding, uint8_t *pixels) {
  CPNGFailure failure = {CPNGStatusDone, ""};
  Source source = {bytes, count, 0, count};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &failure, CPNGOnError, CPNGOnWarning);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (info == NULL)
    CPNGFailureSet(&failure, CPNGStatusOutOfMemory, "libpng has no memory");
  else
    decode(png, info, &source, decoding, pixels);
  png_destroy_read_struct(&png, &info, NULL);
  return CPNGFailureResult(&failure);
}
