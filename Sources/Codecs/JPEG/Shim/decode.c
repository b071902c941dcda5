#include <stdlib.h>
#include <string.h>

#include <jerror.h>

#include "support.h"

typedef struct {
  struct jpeg_decompress_struct object;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  CJPEGErrors errors;
  int scanLimit;
  // Whether libjpeg asked for bytes after the last.
  int ranOut;
  // A row of ink amounts, where the picture has four components.
  uint8_t *inks;
} Decoder;

// The object is the decoder's first member.
static Decoder *decoderOf(j_common_ptr object) { return (Decoder *)object; }

static void initSource(j_decompress_ptr object) { (void)object; }

// The decoder reads ahead, so the end of the data is no error yet: an end-of-image marker is put there, and what libjpeg
// then misses tells whether the picture was whole.
static boolean fillSource(j_decompress_ptr object) {
  static const JOCTET end[] = {0xFF, JPEG_EOI};
  decoderOf((j_common_ptr)object)->ranOut = 1;
  object->src->next_input_byte = end;
  object->src->bytes_in_buffer = sizeof end;
  return TRUE;
}

static void skipSource(j_decompress_ptr object, long length) {
  if (length <= 0) return;
  if ((size_t)length > object->src->bytes_in_buffer) {
    fillSource(object);
    return;
  }
  object->src->next_input_byte += length;
  object->src->bytes_in_buffer -= (size_t)length;
}

static void termSource(j_decompress_ptr object) { (void)object; }

static void onProgress(j_common_ptr object) {
  Decoder *decoder = decoderOf(object);
  if (decoder->object.input_scan_number <= decoder->scanLimit) return;
  decoder->errors.result.scans = decoder->object.input_scan_number;
  CJPEGErrorsSet(&decoder->errors, CJPEGStatusTooManyScans, "too many scans");
  object->err->error_exit(object);
}

// Photoshop stores 255 for no ink, with and without its marker, and browsers read every such file that way
// (libjpeg.txt, "Special color spaces"). Without a profile, ink is taken to hold light back in proportion.
static void convertInks(const uint8_t *inks, uint8_t *pixels, uint32_t width) {
  for (uint32_t x = 0; x < width; x++, inks += 4, pixels += 4) {
    const unsigned black = inks[3];
    for (int channel = 0; channel < 3; channel++) pixels[channel] = (uint8_t)((inks[channel] * black + 127) / 255);
    pixels[3] = 255;
  }
}

// As above, for amounts that rise with the ink.
static void invertInks(const uint8_t *inks, uint8_t *amounts, uint32_t width) {
  for (size_t index = 0; index < (size_t)width * 4; index++) amounts[index] = (uint8_t)(255 - inks[index]);
}

// Whether every component was in a scan: only then libjpeg keeps the quantization table it came with.
static int hasEveryComponent(const struct jpeg_decompress_struct *object) {
  for (int component = 0; component < object->num_components; component++)
    if (object->comp_info[component].quant_table == NULL) return 0;
  return 1;
}

// Whether every coefficient has arrived in full, for a file without an end. libjpeg says of a Huffman-coded scan that its bits
// ran out; an arithmetic-coded one goes on with zeros, so nothing can be said for it. For progressive pictures it keeps, for
// each coefficient, the number of low bits still to come, or -1 before the first.
static int hasEveryCoefficient(const struct jpeg_decompress_struct *object) {
  if (object->arith_code) return 0;
  if (!object->progressive_mode) return 1;
  if (object->coef_bits == NULL) return 0;
  for (int component = 0; component < object->num_components; component++)
    for (int coefficient = 0; coefficient < DCTSIZE2; coefficient++)
      if (object->coef_bits[component][coefficient] != 0) return 0;
  return 1;
}

// Nothing but `decoder` changes between setjmp and its return.
static void decode(Decoder *decoder, const uint8_t *bytes, size_t count, CJPEGDecoding decoding, uint8_t *pixels) {
  j_decompress_ptr object = &decoder->object;
  object->err = CJPEGErrorsPrepare(&decoder->errors);
  if (setjmp(decoder->errors.jump)) return;
  jpeg_create_decompress(object);
  object->mem->max_memory_to_use = (long)decoding.memoryLimit;
  decoder->source.init_source = initSource;
  decoder->source.fill_input_buffer = fillSource;
  decoder->source.skip_input_data = skipSource;
  decoder->source.resync_to_restart = jpeg_resync_to_restart;
  decoder->source.term_source = termSource;
  decoder->source.next_input_byte = bytes;
  decoder->source.bytes_in_buffer = count;
  object->src = &decoder->source;
  decoder->scanLimit = decoding.scanLimit;
  decoder->progress.progress_monitor = onProgress;
  object->progress = &decoder->progress;

  jpeg_read_header(object, TRUE);
  const int hasInks = object->jpeg_color_space == JCS_CMYK || object->jpeg_color_space == JCS_YCCK;
  if (decoding.keepsInks && !hasInks) {
    CJPEGErrorsSet(&decoder->errors, CJPEGStatusMalformed, "there are no inks");
    return;
  }
  object->out_color_space = hasInks ? JCS_CMYK : JCS_EXT_RGBA;
  object->scale_num = 1;
  object->scale_denom = decoding.divisor;
  jpeg_calc_output_dimensions(object);
  if (object->output_width != decoding.width || object->output_height != decoding.height) {
    CJPEGErrorsSet(&decoder->errors, CJPEGStatusMalformed, "the size differs from the one asked for");
    return;
  }
  jpeg_start_decompress(object);
  const size_t stride = (size_t)decoding.width * 4;
  if (hasInks) {
    decoder->inks = malloc(stride);
    if (decoder->inks == NULL) {
      CJPEGErrorsSet(&decoder->errors, CJPEGStatusOutOfMemory, "no memory for a row");
      return;
    }
  }
  while (object->output_scanline < object->output_height) {
    uint8_t *row = pixels + (size_t)object->output_scanline * stride;
    JSAMPROW target = hasInks ? decoder->inks : row;
    if (jpeg_read_scanlines(object, &target, 1) != 1) {
      CJPEGErrorsSet(&decoder->errors, CJPEGStatusTruncated, "a row is missing");
      return;
    }
    if (hasInks && decoding.keepsInks)
      invertInks(decoder->inks, row, decoding.width);
    else if (hasInks)
      convertInks(decoder->inks, row, decoding.width);
    if (decoder->errors.damage != 0) break;
  }
  if (decoder->errors.damage != 0)
    decoder->errors.result.status = CJPEGStatusMalformed;
  else if (!hasEveryComponent(object))
    CJPEGErrorsSet(&decoder->errors, CJPEGStatusMalformed, "a component is missing");
  else if (decoder->ranOut && !hasEveryCoefficient(object))
    CJPEGErrorsSet(&decoder->errors, CJPEGStatusTruncated, "the data ends early");
}

CJPEGResult CJPEGDecode(const uint8_t *bytes, size_t count, CJPEGDecoding decoding, uint8_t *pixels) {
  Decoder decoder;
  memset(&decoder, 0, sizeof decoder);
  decode(&decoder, bytes, count, decoding, pixels);
  // Frees everything the object holds, in any state, and does not jump.
  jpeg_destroy_decompress(&decoder.object);
  free(decoder.inks);
  // Whatever is wrong with what follows the end of the data, its end is the reason.
  if (decoder.ranOut && decoder.errors.result.status == CJPEGStatusMalformed)
    decoder.errors.result.status = CJPEGStatusTruncated;
  return decoder.errors.result;
}
