#include <stdlib.h>
#include <string.h>

#include <jerror.h>

#include "support.h"

struct CJPEGReader {
  struct jpeg_decompress_struct object;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  CJPEGErrors errors;
  int scanLimit;
  // Set if libjpeg asked for bytes after the last.
  int ranOut;
  // A row of ink amounts, if the picture has four components.
  uint8_t *inks;
  CJPEGDecoding decoding;
};

typedef CJPEGReader Decoder;

// The object is the decoder's first member.
static Decoder *decoderOf(j_common_ptr object) { return (Decoder *)object; }

static void initSource(j_decompress_ptr object) { (void)object; }

// The decoder reads ahead, so the end of the data is no error yet: an end-of-image marker is put there, and the data that libjpeg then
// misses show whether the picture was whole.
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

// Returns whether every component was in a scan: only then libjpeg keeps the quantization table it came with.
static int hasEveryComponent(const struct jpeg_decompress_struct *object) {
  for (int component = 0; component < object->num_components; component++)
    if (object->comp_info[component].quant_table == NULL) return 0;
  return 1;
}

// Returns whether every coefficient has arrived in full, for a file without an end. libjpeg reports of a Huffman-coded scan that its bits
// ran out; an arithmetic-coded one goes on with zeros, so it cannot be judged. For progressive pictures it keeps, for each coefficient, the
// number of low bits still to come, or -1 before the first.
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
static void begin(Decoder *decoder, const uint8_t *bytes, size_t count) {
  j_decompress_ptr object = &decoder->object;
  const CJPEGDecoding decoding = decoder->decoding;
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
  if (hasInks) {
    decoder->inks = malloc((size_t)decoding.width * 4);
    if (decoder->inks == NULL) CJPEGErrorsSet(&decoder->errors, CJPEGStatusOutOfMemory, "no memory for a row");
  }
}

// As above.
static void readRows(Decoder *decoder, uint32_t rows, uint8_t *pixels) {
  j_decompress_ptr object = &decoder->object;
  if (setjmp(decoder->errors.jump)) return;
  const size_t stride = (size_t)decoder->decoding.width * 4;
  for (uint32_t index = 0; index < rows; index++) {
    uint8_t *row = pixels + index * stride;
    JSAMPROW target = decoder->inks != NULL ? decoder->inks : row;
    if (jpeg_read_scanlines(object, &target, 1) != 1) {
      CJPEGErrorsSet(&decoder->errors, CJPEGStatusTruncated, "a row is missing");
      return;
    }
    if (decoder->inks != NULL && decoder->decoding.keepsInks)
      invertInks(decoder->inks, row, decoder->decoding.width);
    else if (decoder->inks != NULL)
      convertInks(decoder->inks, row, decoder->decoding.width);
    if (decoder->errors.damage != 0) {
      decoder->errors.result.status = CJPEGStatusMalformed;
      return;
    }
  }
  if (object->output_scanline < object->output_height) return;
  if (!hasEveryComponent(object))
    CJPEGErrorsSet(&decoder->errors, CJPEGStatusMalformed, "a component is missing");
  else if (decoder->ranOut && !hasEveryCoefficient(object))
    CJPEGErrorsSet(&decoder->errors, CJPEGStatusTruncated, "the data ends early");
}

static CJPEGResult resultOf(const Decoder *decoder) {
  CJPEGResult result = decoder->errors.result;
  // Whatever fault is found behind the end of the data, the missing data are the reason.
  if (decoder->ranOut && result.status == CJPEGStatusMalformed) result.status = CJPEGStatusTruncated;
  return result;
}

CJPEGResult CJPEGOpen(const uint8_t *bytes, size_t count, CJPEGDecoding decoding, CJPEGReader **result) {
  *result = NULL;
  Decoder *decoder = calloc(1, sizeof *decoder);
  if (decoder == NULL) return (CJPEGResult){.status = CJPEGStatusOutOfMemory, .message = "no memory for a reader"};
  decoder->decoding = decoding;
  begin(decoder, bytes, count);
  const CJPEGResult opened = resultOf(decoder);
  if (opened.status == CJPEGStatusDone) *result = decoder;
  else CJPEGClose(decoder);
  return opened;
}

CJPEGResult CJPEGReadRows(CJPEGReader *reader, uint32_t rows, uint8_t *pixels) {
  if (reader->errors.result.status == CJPEGStatusDone) readRows(reader, rows, pixels);
  return resultOf(reader);
}

// As above.
static void readEnd(Decoder *decoder) {
  if (setjmp(decoder->errors.jump)) return;
  jpeg_finish_decompress(&decoder->object);
}

CJPEGResult CJPEGReadEnd(CJPEGReader *reader, int *hasIdleBytes) {
  if (reader->errors.result.status == CJPEGStatusDone) readEnd(reader);
  *hasIdleBytes = reader->errors.hasIdleBytes;
  return resultOf(reader);
}

void CJPEGClose(CJPEGReader *reader) {
  if (reader == NULL) return;
  // Frees everything the object holds, in any state, and does not jump.
  jpeg_destroy_decompress(&reader->object);
  free(reader->inks);
  free(reader);
}

CJPEGResult CJPEGDecode(const uint8_t *bytes, size_t count, CJPEGDecoding decoding, uint8_t *pixels) {
  CJPEGReader *reader;
  CJPEGResult result = CJPEGOpen(bytes, count, decoding, &reader);
  if (result.status == CJPEGStatusDone) result = CJPEGReadRows(reader, decoding.height, pixels);
  CJPEGClose(reader);
  return result;
}
