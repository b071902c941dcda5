#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "inflation.h"
#include "rows.h"
#include "support.h"

typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t offset;
  // Bytes that may still be read before the next row is due, so that compressed data without end cannot be skipped at length.
  size_t budget;
  // The data behind the chunks before the picture; null if libpng reads the file's own.
  CPNGInflation *inflation;
} Source;

struct CPNGReader {
  png_structp png;
  png_infop info;
  CPNGFailure failure;
  Source source;
  CPNGDecoding decoding;
  size_t stride;
  int passes;
  // Set if the file's pixels are RGBA of 8 bits a channel.
  int isNative;
  // Set if libpng leaves the alpha of opaque pixels out, which it would add byte by byte.
  int addsAlpha;
  // Rows that were handed out.
  uint32_t given;
  // Makes the rows without libpng; null if libpng makes them.
  CPNGRows *rows;
};

// The largest file rows are 8 bytes a pixel; the worst packing is IDAT chunks of one byte, 13 for each. The rest is room for data that compress to
// nothing.
static size_t longestRow(const CPNGReader *reader) { return reader->stride * 2 + 1; }

static void readBytes(png_structp png, png_bytep destination, size_t length) {
  Source *source = png_get_io_ptr(png);
  if (source->inflation != NULL && source->offset == CPNGInflationStart(source->inflation)) {
    const char *message;
    const CPNGStatus status = CPNGInflationRead(source->inflation, destination, length, &message);
    if (status == CPNGStatusDone) return;
    CPNGFailureSet(png_get_error_ptr(png), status, message);
    png_error(png, message);
  }
  if (length > source->count - source->offset) {
    CPNGFailureSet(png_get_error_ptr(png), CPNGStatusTruncated, "the data ends early");
    png_error(png, "the data ends early");
  }
  if (length > source->budget) png_error(png, "more compressed data than the picture has pixels for");
  memcpy(destination, source->bytes + source->offset, length);
  source->offset += length;
  source->budget -= length;
}

// Between setjmp and its return no local of this function changes; all changes are in the structures pointed to.
static void begin(CPNGReader *reader) {
  png_structp png = reader->png;
  png_infop info = reader->info;
  const CPNGDecoding decoding = reader->decoding;
  if (setjmp(png_jmpbuf(png))) return;
  png_set_user_limits(png, decoding.sideLimit, decoding.sideLimit);
  // Only IHDR, PLTE, tRNS, IDAT and IEND are read; profiles and text are read elsewhere, under their own limits. So a long chunk is
  // skipped, and only its length has to be legal.
  png_set_chunk_cache_max(png, 16);
  png_set_chunk_malloc_max(png, PNG_UINT_31_MAX);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_read_fn(png, &reader->source, readBytes);
  if (reader->source.inflation != NULL) {
    png_set_option(png, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
    png_set_compression_buffer_size(png, 1 << 16);
  }
  png_read_info(png, info);
  // From here on libpng reads chunks that were made for it.
  if (reader->source.inflation != NULL) png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
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
  reader->passes = png_set_interlace_handling(png);
  reader->addsAlpha = png_get_color_type(png, info) == PNG_COLOR_TYPE_RGB && png_get_bit_depth(png, info) == 8 &&
                      !png_get_valid(png, info, PNG_INFO_tRNS) && !decoding.isDeep && reader->passes == 1;
  reader->isNative = png_get_color_type(png, info) == PNG_COLOR_TYPE_RGB_ALPHA && png_get_bit_depth(png, info) == 8;
  if (!reader->addsAlpha) png_set_add_alpha(png, decoding.isDeep ? 0xFFFF : 0xFF, PNG_FILLER_AFTER);
  png_read_update_info(png, info);
  reader->stride = (size_t)decoding.width * (decoding.isDeep ? 8 : 4);
  const size_t written = reader->addsAlpha ? (size_t)decoding.width * 3 : reader->stride;
  if (png_get_rowbytes(png, info) != written) png_error(png, "the rows have an unexpected length");
}

// Makes RGBA of the RGB that stands at the end of a row. No pixel is written before it was read: the first of the row are the furthest apart.
static void addAlpha(uint8_t *row, size_t width) {
  const uint8_t *source = row + width;
  const uint8_t opaque[4] = {0, 0, 0, 0xFF};
  uint32_t mask;
  memcpy(&mask, opaque, sizeof mask);
  for (size_t x = 0; x + 1 < width; x++) {
    // The fourth byte is the next pixel's first.
    uint32_t pixel;
    memcpy(&pixel, source + x * 3, sizeof pixel);
    pixel |= mask;
    memcpy(row + x * 4, &pixel, sizeof pixel);
  }
  memmove(row + (width - 1) * 4, source + (width - 1) * 3, 3);
  row[width * 4 - 1] = 0xFF;
}

static void readRows(CPNGReader *reader, uint32_t rows, uint8_t *pixels) {
  if (setjmp(png_jmpbuf(reader->png))) return;
  const size_t longest = longestRow(reader);
  for (uint32_t row = 0; row < rows; row++) {
    reader->source.budget = 32 * longest + (1 << 20);
    if (reader->source.inflation != NULL) CPNGInflationAllow(reader->source.inflation, longest, reader->decoding.height);
    uint8_t *target = pixels + (size_t)row * reader->stride;
    png_read_row(reader->png, reader->addsAlpha ? target + reader->decoding.width : target, NULL);
    if (reader->addsAlpha) addAlpha(target, reader->decoding.width);
  }
}

// Opens the file with libpng, up to its first row.
static void openFile(CPNGReader *reader, const uint8_t *bytes, size_t count) {
  reader->failure = (CPNGFailure){CPNGStatusDone, ""};
  reader->source = (Source){bytes, count, 0, count, CPNGInflationMake(bytes, count)};
  reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader->failure, CPNGOnError, CPNGOnWarning);
  reader->info = reader->png == NULL ? NULL : png_create_info_struct(reader->png);
  if (reader->info == NULL)
    CPNGFailureSet(&reader->failure, CPNGStatusOutOfMemory, "libpng has no memory");
  else
    begin(reader);
}

static void closeFile(CPNGReader *reader) {
  png_destroy_read_struct(&reader->png, &reader->info, NULL);
  CPNGInflationRelease(reader->source.inflation);
  CPNGRowsRelease(reader->rows);
  reader->source.inflation = NULL;
  reader->rows = NULL;
}

// Has the rows made here, where they are of the usual kind.
static void chooseRows(CPNGReader *reader) {
  if (reader->decoding.isByLibrary || reader->source.inflation == NULL || reader->passes != 1) return;
  if (!reader->addsAlpha && !reader->isNative) return;
  reader->rows = CPNGRowsMake(reader->decoding.width, reader->decoding.height, reader->addsAlpha ? 3 : 4, longestRow(reader));
}

// Begins again with libpng, which finds out what is wrong, and goes over the rows that were handed out.
static void startOver(CPNGReader *reader) {
  const uint8_t *bytes = reader->source.bytes;
  const size_t count = reader->source.count;
  closeFile(reader);
  openFile(reader, bytes, count);
  if (reader->failure.status != CPNGStatusDone) return;
  uint8_t *row = malloc(reader->stride);
  if (row == NULL) {
    CPNGFailureSet(&reader->failure, CPNGStatusOutOfMemory, "no memory for a row");
    return;
  }
  for (uint32_t index = 0; index < reader->given && reader->failure.status == CPNGStatusDone; index++) readRows(reader, 1, row);
  free(row);
}

CPNGResult CPNGOpen(const uint8_t *bytes, size_t count, CPNGDecoding decoding, CPNGReader **result) {
  *result = NULL;
  CPNGFailure failure = {CPNGStatusOutOfMemory, "no memory for a reader"};
  CPNGReader *reader = calloc(1, sizeof *reader);
  if (reader == NULL) return CPNGFailureResult(&failure);
  reader->decoding = decoding;
  openFile(reader, bytes, count);
  failure = reader->failure;
  if (failure.status == CPNGStatusDone) {
    chooseRows(reader);
    *result = reader;
  } else {
    CPNGClose(reader);
  }
  return CPNGFailureResult(&failure);
}

CPNGResult CPNGReadRows(CPNGReader *reader, uint32_t rows, uint8_t *pixels) {
  if (reader->failure.status != CPNGStatusDone) return CPNGFailureResult(&reader->failure);
  uint32_t made = 0;
  if (reader->rows != NULL) {
    made = CPNGRowsRead(reader->rows, reader->source.inflation, rows, pixels);
    reader->given += made;
    const int isAtEnd = reader->given == reader->decoding.height;
    if (made == rows && (!isAtEnd || CPNGInflationIsSpent(reader->source.inflation))) return CPNGFailureResult(&reader->failure);
    // libpng looks behind the last row when it reads it.
    if (isAtEnd) {
      made--;
      reader->given--;
    }
    startOver(reader);
  }
  if (reader->failure.status == CPNGStatusDone) readRows(reader, rows - made, pixels + (size_t)made * reader->stride);
  return CPNGFailureResult(&reader->failure);
}

void CPNGClose(CPNGReader *reader) {
  if (reader == NULL) return;
  closeFile(reader);
  free(reader);
}

CPNGResult CPNGDecode(const uint8_t *bytes, size_t count, CPNGDecoding decoding, uint8_t *pixels) {
  CPNGReader *reader;
  CPNGResult result = CPNGOpen(bytes, count, decoding, &reader);
  // Each pass of an interlaced picture goes over all rows.
  for (int pass = 0; result.status == CPNGStatusDone && pass < reader->passes; pass++)
    result = CPNGReadRows(reader, decoding.height, pixels);
  CPNGClose(reader);
  return result;
}
