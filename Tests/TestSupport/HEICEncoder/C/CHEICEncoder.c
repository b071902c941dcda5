#include "CHEICEncoder.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libheif/heif.h>

static struct heif_error collect(struct heif_context *context, const void *data, size_t size, void *target) {
  (void)context;
  CHEICBytes *output = target;
  uint8_t *grown = realloc(output->bytes, output->count + size);
  if (grown == NULL) {
    const struct heif_error error = {heif_error_Memory_allocation_error, heif_suberror_Unspecified, "not enough memory"};
    return error;
  }
  memcpy(grown + output->count, data, size);
  output->bytes = grown;
  output->count += size;
  const struct heif_error none = {heif_error_Ok, heif_suberror_Unspecified, "ok"};
  return none;
}

static struct heif_error fill(struct heif_image *image, const uint8_t *pixels, int width, int height, bool has_alpha) {
  const struct heif_error error = heif_image_add_plane(image, heif_channel_interleaved, width, height, 8);
  if (error.code != heif_error_Ok) return error;
  int stride = 0;
  uint8_t *plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
  const int samples = has_alpha ? 4 : 3;
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      memcpy(plane + (size_t)y * (size_t)stride + (size_t)(x * samples), pixels + ((size_t)y * (size_t)width + (size_t)x) * 4,
             (size_t)samples);
    }
  }
  return error;
}

bool cheic_encode(
    const uint8_t *pixels, int width, int height, bool has_alpha, bool is_premultiplied, int orientation, int quality,
    const uint8_t *exif, size_t exif_count, const uint8_t *icc, size_t icc_count, CHEICBytes *output, char *message,
    size_t message_capacity) {
  output->bytes = NULL;
  output->count = 0;
  struct heif_image *image = NULL;
  struct heif_encoder *encoder = NULL;
  struct heif_image_handle *handle = NULL;
  struct heif_encoding_options *options = heif_encoding_options_alloc();
  struct heif_context *context = heif_context_alloc();

  struct heif_error error = heif_image_create(
      width, height, heif_colorspace_RGB, has_alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, &image);
  if (error.code == heif_error_Ok) error = fill(image, pixels, width, height, has_alpha);
  if (error.code == heif_error_Ok && icc_count > 0) {
    error = heif_image_set_raw_color_profile(image, "prof", icc, icc_count);
  }
  if (error.code == heif_error_Ok) {
    heif_image_set_premultiplied_alpha(image, is_premultiplied ? 1 : 0);
    error = heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder);
  }
  if (error.code == heif_error_Ok) error = heif_encoder_set_lossy_quality(encoder, quality);
  if (error.code == heif_error_Ok) error = heif_encoder_set_parameter_string(encoder, "chroma", "444");
  if (error.code == heif_error_Ok) {
    options->save_alpha_channel = has_alpha ? 1 : 0;
    options->image_orientation = (enum heif_orientation)orientation;
    error = heif_context_encode_image(context, image, encoder, options, &handle);
  }
  if (error.code == heif_error_Ok && exif_count > 0 && exif_count <= INT_MAX) {
    error = heif_context_add_exif_metadata(context, handle, exif, (int)exif_count);
  }
  if (error.code == heif_error_Ok) {
    struct heif_writer writer = {1, collect};
    error = heif_context_write(context, &writer, output);
  }
  if (error.code != heif_error_Ok) {
    cheic_release(output);
    snprintf(message, message_capacity, "%s", error.message == NULL ? "" : error.message);
  }
  if (handle != NULL) heif_image_handle_release(handle);
  if (encoder != NULL) heif_encoder_release(encoder);
  if (image != NULL) heif_image_release(image);
  heif_context_free(context);
  heif_encoding_options_free(options);
  return error.code == heif_error_Ok;
}

void cheic_release(CHEICBytes *output) {
  free(output->bytes);
  output->bytes = NULL;
  output->count = 0;
}
