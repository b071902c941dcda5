#include <libdeflate.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "filtering.h"
#include "support.h"

typedef struct {
  CPNGBuffer *output;
  // A row as it is written, if that differs from the given row.
  uint8_t *row;
  // A chunk body made here.
  uint8_t *chunk;
  // Every row after its filter, and the rows that the filters use: the row, the one above it and the filtered one.
  uint8_t *filtered;
  uint8_t *rows;
  struct libdeflate_compressor *compressor;
} Sink;

// Up to here all rows are filtered first and compressed at once by libdeflate, which takes half of zlib's time; above, row by row.
static const size_t mostFilteredBytes = 64 << 20;

static void writeBytes(png_structp png, png_bytep bytes, size_t length) {
  CPNGBuffer *output = ((Sink *)png_get_io_ptr(png))->output;
  if (length > output->capacity - output->count) {
    size_t capacity = output->capacity < (1 << 16) ? (1 << 16) : output->capacity * 2;
    while (capacity - output->count < length) capacity *= 2;
    uint8_t *grown = realloc(output->bytes, capacity);
    if (grown == NULL) png_error(png, "Out of memory");
    output->bytes = grown;
    output->capacity = capacity;
  }
  memcpy(output->bytes + output->count, bytes, length);
  output->count += length;
}

static void flushBytes(png_structp png) { (void)png; }

// Chunks are written whole here because libpng's own setters judge a profile before they take it.
static void writeProfile(png_structp png, Sink *sink, CPNGEncoding encoding) {
  static const uint8_t head[] = {'I', 'C', 'C', ' ', 'p', 'r', 'o', 'f', 'i', 'l', 'e', 0, 0};
  uLongf length = compressBound(encoding.profileCount);
  sink->chunk = malloc(sizeof head + length);
  if (sink->chunk == NULL) png_error(png, "Out of memory");
  memcpy(sink->chunk, head, sizeof head);
  if (compress2(sink->chunk + sizeof head, &length, encoding.profile, encoding.profileCount, 9) != Z_OK)
    png_error(png, "Out of memory");
  png_write_chunk(png, (png_const_bytep) "iCCP", sink->chunk, sizeof head + length);
  free(sink->chunk);
  sink->chunk = NULL;
}

static void writeXMP(png_structp png, Sink *sink, CPNGEncoding encoding) {
  // Keyword, then: not compressed, method 0, no language, no translated keyword.
  static const uint8_t head[] = "XML:com.adobe.xmp\0\0\0\0";
  sink->chunk = malloc(sizeof head + encoding.xmpCount);
  if (sink->chunk == NULL) png_error(png, "Out of memory");
  memcpy(sink->chunk, head, sizeof head);
  memcpy(sink->chunk + sizeof head, encoding.xmp, encoding.xmpCount);
  png_write_chunk(png, (png_const_bytep) "iTXt", sink->chunk, sizeof head + encoding.xmpCount);
  free(sink->chunk);
  sink->chunk = NULL;
}

static void setPalette(png_structp png, png_infop info, CPNGEncoding encoding) {
  png_color colours[256];
  png_byte alphas[256];
  int translucent = 0;
  for (int index = 0; index < encoding.paletteCount; index++) {
    const uint8_t *colour = encoding.palette + 4 * index;
    colours[index] = (png_color){colour[0], colour[1], colour[2]};
    alphas[index] = colour[3];
    if (colour[3] != 255) translucent = index + 1;
  }
  png_set_PLTE(png, info, colours, encoding.paletteCount);
  if (translucent > 0) png_set_tRNS(png, info, alphas, translucent, NULL);
}

static int bitsOfIndex(int count) { return count <= 2 ? 1 : count <= 4 ? 2 : count <= 16 ? 4 : 8; }

static const uint8_t *packedRow(const uint8_t *row, CPNGEncoding encoding, uint8_t *packed) {
  const uint32_t step = encoding.source;
  const uint32_t kept = encoding.written;
  if (step == kept) return row;
  // The usual case apart, so that its numbers are constants.
  if (step == CPNGSamplesRGBA && kept == CPNGSamplesRGB) {
    for (uint32_t x = 0; x < encoding.width; x++) memcpy(packed + (size_t)x * 3, row + (size_t)x * 4, 3);
    return packed;
  }
  for (uint32_t x = 0; x < encoding.width; x++)
    for (uint32_t channel = 0; channel < kept; channel++) packed[(size_t)x * kept + channel] = row[(size_t)x * step + channel];
  return packed;
}

// Indices below 8 bits, the first in the highest bits.
static void packIndices(const uint8_t *indices, uint32_t width, int bits, uint8_t *packed) {
  const uint32_t perByte = 8 / (uint32_t)bits;
  memset(packed, 0, (width + perByte - 1) / perByte);
  for (uint32_t x = 0; x < width; x++)
    packed[x / perByte] |= (uint8_t)(indices[x] << (8 - bits - (int)(x % perByte) * bits));
}

// Filters and compresses the whole picture and writes it as one IDAT chunk.
static void writeAtOnce(png_structp png, Sink *sink, CPNGEncoding encoding, const uint8_t *pixels, int bits, size_t rowBytes) {
  const size_t stride = (size_t)encoding.width * encoding.source;
  const size_t count = (rowBytes + 1) * encoding.height;
  const int isIndexed = encoding.palette != NULL;
  sink->filtered = malloc(count);
  sink->rows = calloc(3, rowBytes);
  sink->compressor = libdeflate_alloc_compressor(encoding.compressionLevel);
  if (sink->filtered == NULL || sink->rows == NULL || sink->compressor == NULL) png_error(png, "Out of memory");
  uint8_t *scratch = sink->rows;
  uint8_t *above = sink->rows + rowBytes;
  uint8_t *current = sink->rows + 2 * rowBytes;
  for (uint32_t row = 0; row < encoding.height; row++) {
    const uint8_t *given = pixels + (size_t)row * stride;
    uint8_t *target = sink->filtered + (rowBytes + 1) * row;
    if (isIndexed) {
      // Neighbouring indices say nothing of each other.
      target[0] = 0;
      if (bits < 8) packIndices(given, encoding.width, bits, target + 1);
      else memcpy(target + 1, given, rowBytes);
      continue;
    }
    const uint8_t *packed = packedRow(given, encoding, current);
    CPNGFilterRow(packed, above, rowBytes, encoding.written, scratch, target);
    if (packed == current) {
      uint8_t *free = above;
      above = current;
      current = free;
    } else {
      memcpy(above, packed, rowBytes);
    }
  }
  const size_t most = libdeflate_zlib_compress_bound(sink->compressor, count);
  sink->chunk = malloc(most);
  if (sink->chunk == NULL) png_error(png, "Out of memory");
  const size_t length = libdeflate_zlib_compress(sink->compressor, sink->filtered, count, sink->chunk, most);
  if (length == 0) png_error(png, "libdeflate failed");
  png_write_chunk(png, (png_const_bytep) "IDAT", sink->chunk, length);
  png_write_chunk(png, (png_const_bytep) "IEND", NULL, 0);
}

static void writeRowByRow(png_structp png, Sink *sink, CPNGEncoding encoding, const uint8_t *pixels, int bits) {
  if (bits < 8) png_set_packing(png);
  sink->row = malloc((size_t)encoding.width * encoding.written);
  if (sink->row == NULL) png_error(png, "Out of memory");
  const size_t stride = (size_t)encoding.width * encoding.source;
  for (uint32_t row = 0; row < encoding.height; row++)
    png_write_row(png, packedRow(pixels + (size_t)row * stride, encoding, sink->row));
  png_write_end(png, NULL);
}

static void encode(png_structp png, png_infop info, Sink *sink, CPNGEncoding encoding, const uint8_t *pixels) {
  if (setjmp(png_jmpbuf(png))) return;
  png_set_write_fn(png, sink, writeBytes, flushBytes);
  png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
  const int hasPalette = encoding.palette != NULL && encoding.paletteCount >= 1 && encoding.paletteCount <= 256;
  const int bits = hasPalette ? bitsOfIndex(encoding.paletteCount) : 8;
  const int type = hasPalette                            ? PNG_COLOR_TYPE_PALETTE
                   : encoding.written == CPNGSamplesGrey ? PNG_COLOR_TYPE_GRAY
                   : encoding.written == CPNGSamplesRGB ? PNG_COLOR_TYPE_RGB
                                                        : PNG_COLOR_TYPE_RGB_ALPHA;
  png_set_IHDR(
      png, info, encoding.width, encoding.height, bits, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE,
      PNG_FILTER_TYPE_BASE);
  if (encoding.profile == NULL) png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_set_compression_level(png, encoding.compressionLevel);
  if (hasPalette) setPalette(png, info, encoding);
  // Neighbouring indices say nothing of each other.
  png_set_filter(png, PNG_FILTER_TYPE_BASE, hasPalette ? PNG_FILTER_NONE : PNG_FILTER_SUB);
  // A profile stands before the palette (PNG specification, 5.6); readers do not look for it behind one.
  png_write_info_before_PLTE(png, info);
  if (encoding.profile != NULL) writeProfile(png, sink, encoding);
  png_write_info(png, info);
  if (encoding.xmp != NULL) writeXMP(png, sink, encoding);
  const size_t rowBytes = png_get_rowbytes(png, info);
  if (rowBytes < mostFilteredBytes / encoding.height) writeAtOnce(png, sink, encoding, pixels, bits, rowBytes);
  else writeRowByRow(png, sink, encoding, pixels, bits);
}

CPNGResult CPNGEncode(const uint8_t *pixels, CPNGEncoding encoding, CPNGBuffer *output) {
  CPNGFailure failure = {CPNGStatusDone, ""};
  Sink sink = {.output = output};
  memset(output, 0, sizeof *output);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &failure, CPNGOnError, CPNGOnWarning);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (info == NULL)
    CPNGFailureSet(&failure, CPNGStatusOutOfMemory, "libpng has no memory");
  else
    encode(png, info, &sink, encoding, pixels);
  png_destroy_write_struct(&png, &info);
  free(sink.row);
  free(sink.chunk);
  free(sink.filtered);
  free(sink.rows);
  libdeflate_free_compressor(sink.compressor);
  if (failure.status != CPNGStatusDone) CPNGRelease(output);
  return CPNGFailureResult(&failure);
}
