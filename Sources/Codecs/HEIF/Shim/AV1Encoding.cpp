// C++ and not C because libheif lets std::bad_alloc and its relatives through its C interface; they must end here.
#include "CHEIFShim.h"

#include <libheif/heif.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <new>

namespace {

struct Release {
  void operator()(heif_context *context) const { heif_context_free(context); }
  void operator()(heif_encoder *encoder) const { heif_encoder_release(encoder); }
  void operator()(heif_image *image) const { heif_image_release(image); }
  void operator()(heif_image_handle *handle) const { heif_image_handle_release(handle); }
  void operator()(heif_encoding_options *options) const { heif_encoding_options_free(options); }
  void operator()(heif_color_profile_nclx *profile) const { heif_nclx_color_profile_free(profile); }
};

template <typename T>
using Owned = std::unique_ptr<T, Release>;

class Failure : public std::exception {
 public:
  explicit Failure(const heif_error &error) : error(error) {}
  const heif_error error;
};

void require(const heif_error &error) {
  if (error.code != heif_error_Ok) throw Failure(error);
}

template <typename T>
Owned<T> owned(T *pointer) {
  if (pointer == nullptr) throw std::bad_alloc();
  return Owned<T>(pointer);
}

heif_error take(heif_context *, const void *data, size_t size, void *user) {
  auto *block = static_cast<CHEIFBlock *>(user);
  auto *bytes = static_cast<uint8_t *>(malloc(size == 0 ? 1 : size));
  if (bytes == nullptr) return {heif_error_Memory_allocation_error, heif_suberror_Unspecified, "out of memory"};
  memcpy(bytes, data, size);
  block->bytes = bytes;
  block->count = size;
  return {heif_error_Ok, heif_suberror_Unspecified, "Success"};
}

Owned<heif_image> image_of(const uint8_t *pixels, const CHEIFEncoding &encoding) {
  heif_image *created = nullptr;
  require(heif_image_create(
      encoding.width, encoding.height, heif_colorspace_RGB,
      encoding.has_alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, &created));
  auto image = owned(created);
  require(heif_image_add_plane(image.get(), heif_channel_interleaved, encoding.width, encoding.height, 8));
  int stride = 0;
  uint8_t *plane = heif_image_get_plane(image.get(), heif_channel_interleaved, &stride);
  if (plane == nullptr) throw std::bad_alloc();
  const size_t width = static_cast<size_t>(encoding.width);
  for (size_t y = 0; y < static_cast<size_t>(encoding.height); y++) {
    const uint8_t *source = pixels + y * width * 4;
    uint8_t *target = plane + y * static_cast<size_t>(stride);
    if (encoding.has_alpha) {
      memcpy(target, source, width * 4);
    } else {
      for (size_t x = 0; x < width; x++) memcpy(target + x * 3, source + x * 4, 3);
    }
  }
  return image;
}

void encode(
    const uint8_t *pixels, const CHEIFEncoding &encoding, const uint8_t *icc, size_t icc_count, const uint8_t *xmp, size_t xmp_count,
    CHEIFBlock *output) {
  auto context = owned(heif_context_alloc());
  heif_encoder *found = nullptr;
  require(heif_context_get_encoder_for_format(context.get(), heif_compression_AV1, &found));
  auto encoder = owned(found);
  // libaom gives the same bytes for the same pixels only as long as one thread is at work.
  require(heif_encoder_set_parameter_integer(encoder.get(), "threads", 1));
  require(heif_encoder_set_parameter_integer(encoder.get(), "speed", encoding.speed));
  require(heif_encoder_set_parameter_string(encoder.get(), "chroma", encoding.keeps_colour_resolution ? "444" : "420"));
  if (encoding.is_lossless) {
    require(heif_encoder_set_lossless(encoder.get(), 1));
  } else {
    require(heif_encoder_set_lossy_quality(encoder.get(), encoding.quality));
  }
  // Edges are exact, as WebP's are: what is wrong with them shows on every ground.
  require(heif_encoder_set_parameter_integer(encoder.get(), "alpha-quality", 100));
  require(heif_encoder_set_parameter_integer(encoder.get(), "alpha-min-q", 0));
  require(heif_encoder_set_parameter_integer(encoder.get(), "alpha-max-q", 0));
  auto image = image_of(pixels, encoding);
  auto colours = owned(heif_nclx_color_profile_alloc());
  // sRGB; the identity matrix keeps samples as they are (ITU-T H.273, tables 2 to 4).
  colours->color_primaries = heif_color_primaries_ITU_R_BT_709_5;
  colours->transfer_characteristics = heif_transfer_characteristic_IEC_61966_2_1;
  colours->matrix_coefficients =
      encoding.is_lossless ? heif_matrix_coefficients_RGB_GBR : heif_matrix_coefficients_ITU_R_BT_601_6;
  colours->full_range_flag = 1;
  require(heif_image_set_nclx_color_profile(image.get(), colours.get()));
  if (icc_count > 0) require(heif_image_set_raw_color_profile(image.get(), "prof", icc, icc_count));
  auto options = owned(heif_encoding_options_alloc());
  options->save_alpha_channel = encoding.has_alpha ? 1 : 0;
  options->output_nclx_profile = colours.get();
  options->save_two_colr_boxes_when_ICC_and_nclx_available = 1;
  options->macOS_compatibility_workaround = 0;
  options->macOS_compatibility_workaround_no_nclx_profile = 0;
  heif_image_handle *made = nullptr;
  require(heif_context_encode_image(context.get(), image.get(), encoder.get(), options.get(), &made));
  auto handle = owned(made);
  if (xmp_count > 0) require(heif_context_add_XMP_metadata(context.get(), handle.get(), xmp, static_cast<int>(xmp_count)));
  heif_writer writer = {1, take};
  require(heif_context_write(context.get(), &writer, output));
}

}  // namespace

bool cheif_can_encode_av1(void) {
  try {
    return heif_have_encoder_for_format(heif_compression_AV1) != 0;
  } catch (...) {
    return false;
  }
}

CHEIFStatus cheif_encode_av1(
    const uint8_t *pixels, size_t count, CHEIFEncoding encoding, const uint8_t *icc, size_t icc_count, const uint8_t *xmp,
    size_t xmp_count, CHEIFBlock *output, char *message, size_t message_capacity) {
  const auto say = [&](const char *text) {
    const size_t length = text == nullptr ? 0 : strnlen(text, message_capacity - 1);
    if (length > 0) memcpy(message, text, length);
    message[length] = 0;
  };
  say("");
  if (encoding.width < 1 || encoding.height < 1 ||
      count != static_cast<size_t>(encoding.width) * static_cast<size_t>(encoding.height) * 4) {
    return CHEIFStatusMalformed;
  }
  try {
    encode(pixels, encoding, icc, icc_count, xmp, xmp_count, output);
    return CHEIFStatusOK;
  } catch (const Failure &failure) {
    say(failure.error.message);
    return failure.error.code == heif_error_Unsupported_filetype ? CHEIFStatusUnsupported : CHEIFStatusMalformed;
  } catch (const std::exception &) {
    return CHEIFStatusTooLarge;
  }
}

void cheif_release_block(CHEIFBlock *block) {
  free(block->bytes);
  block->bytes = nullptr;
  block->count = 0;
}
