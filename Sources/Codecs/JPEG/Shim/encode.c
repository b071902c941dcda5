#include <stdlib.h>
#include <string.h>

#include <jerror.h>

#include "support.h"

typedef struct {
  struct jpeg_compress_struct object;
  struct jpeg_destination_mgr destination;
  CJPEGErrors errors;
  CJPEGBuffer *output;
} Encoder;

static Encoder *encoderOf(j_compress_ptr object) { return (Encoder *)object; }

static void grow(j_compress_ptr object) {
  Encoder *encoder = encoderOf(object);
  CJPEGBuffer *output = encoder->output;
  const size_t used = output->capacity;
  const size_t capacity = used == 0 ? (1 << 16) : used * 2;
  uint8_t *grown = realloc(output->bytes, capacity);
  if (grown == NULL) ERREXIT1(object, JERR_OUT_OF_MEMORY, 0);
  output->bytes = grown;
  output->capacity = capacity;
  encoder->destination.next_output_byte = grown + used;
  encoder->destination.free_in_buffer = capacity - used;
}

// Called when the buffer is full, whatever the object's counters say.
static boolean emptyDestination(j_compress_ptr object) {
  grow(object);
  return TRUE;
}

static void termDestination(j_compress_ptr object) {
  Encoder *encoder = encoderOf(object);
  encoder->output->count = encoder->output->capacity - encoder->destination.free_in_buffer;
}

static void encode(Encoder *encoder, const uint8_t *pixels, CJPEGEncoding encoding) {
  j_compress_ptr object = &encoder->object;
  object->err = CJPEGErrorsPrepare(&encoder->errors);
  if (setjmp(encoder->errors.jump)) return;
  jpeg_create_compress(object);
  encoder->destination.init_destination = grow;
  encoder->destination.empty_output_buffer = emptyDestination;
  encoder->destination.term_destination = termDestination;
  object->dest = &encoder->destination;
  object->image_width = encoding.width;
  object->image_height = encoding.height;
  object->input_components = (int)encoding.source;
  object->in_color_space = encoding.source == CJPEGSamplesGrey ? JCS_GRAYSCALE
                           : encoding.source == CJPEGSamplesRGB ? JCS_EXT_RGB
                                                                : JCS_EXT_RGBX;
  jpeg_set_defaults(object);
  jpeg_set_quality(object, encoding.quality, TRUE);
  object->optimize_coding = TRUE;
  if (encoding.keepsColourResolution) {
    object->comp_info[0].h_samp_factor = 1;
    object->comp_info[0].v_samp_factor = 1;
  }
  if (encoding.isProgressive) jpeg_simple_progression(object);
  jpeg_start_compress(object, TRUE);
  if (encoding.segment != NULL)
    jpeg_write_marker(object, JPEG_APP0 + 1, encoding.segment, (unsigned)encoding.segmentCount);
  if (encoding.profile != NULL) jpeg_write_icc_profile(object, encoding.profile, (unsigned)encoding.profileCount);
  const size_t stride = (size_t)encoding.width * encoding.source;
  while (object->next_scanline < object->image_height) {
    // libjpeg declares its input mutable and does not write to it.
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)object->next_scanline * stride);
    jpeg_write_scanlines(object, &row, 1);
  }
  jpeg_finish_compress(object);
}

CJPEGResult CJPEGEncode(const uint8_t *pixels, CJPEGEncoding encoding, CJPEGBuffer *output) {
  Encoder encoder;
  memset(&encoder, 0, sizeof encoder);
  memset(output, 0, sizeof *output);
  encoder.output = output;
  encode(&encoder, pixels, encoding);
  jpeg_destroy_compress(&encoder.object);
  if (encoder.errors.result.status != CJPEGStatusDone) CJPEGRelease(output);
  return encoder.errors.result;
}
