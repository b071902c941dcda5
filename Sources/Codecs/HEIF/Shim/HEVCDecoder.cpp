#include "HEVCDecoder.h"

#include <libde265/de265.h>

#include <climits>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

namespace {

// A still picture needs one, and a copy of it for its in-loop filter; a few more are accepted for streams that carry leading
// pictures.
constexpr int kMostPictures = 8;

struct Decoder {
  de265_decoder_context *context;
  int pictures;
};

const heif_error kFine = {heif_error_Ok, heif_suberror_Unspecified, "ok"};

heif_error damaged(const char *words) { return {heif_error_Decoder_plugin_error, heif_suberror_Unspecified, words}; }
heif_error cut(const char *words) { return {heif_error_Decoder_plugin_error, heif_suberror_End_of_data, words}; }

// libde265 reads a little beyond the last row, in whole vectors.
constexpr size_t kPadding = 64;

void release_buffer(de265_decoder_context *, de265_image *image, void *) {
  for (int plane = 0; plane < 3; plane++) {
    free(de265_get_image_plane_user_data(image, plane));
    de265_set_image_plane(image, plane, nullptr, 0, nullptr);
  }
}

// Cleared memory for the planes of one picture, whose size was checked when its parameter set was read.
int get_buffer(de265_decoder_context *context, de265_image_spec *spec, de265_image *image, void *userdata) {
  Decoder *decoder = static_cast<Decoder *>(userdata);
  if (spec->width < 1 || spec->height < 1 || spec->alignment < 1) return 0;
  if (decoder != nullptr && decoder->pictures++ >= kMostPictures) return 0;
  for (int plane = 0; plane < 3; plane++) de265_set_image_plane(image, plane, nullptr, 0, nullptr);
  const bool is_halved = spec->format == de265_image_format_YUV420P8;
  const int planes = spec->format == de265_image_format_mono8 ? 1 : 3;
  for (int plane = 0; plane < planes; plane++) {
    const bool is_narrow = plane > 0 && (is_halved || spec->format == de265_image_format_YUV422P8);
    const size_t alignment = static_cast<size_t>(spec->alignment);
    const size_t width = static_cast<size_t>(is_narrow ? (spec->width + 1) / 2 : spec->width);
    const size_t rows = static_cast<size_t>(plane > 0 && is_halved ? (spec->height + 1) / 2 : spec->height);
    const size_t sample = de265_get_bits_per_pixel(image, plane) > 8 ? 2 : 1;
    const size_t stride = (width + alignment - 1) / alignment * alignment * sample;
    void *memory = nullptr;
    if (stride > INT_MAX || posix_memalign(&memory, kPadding, stride * rows + kPadding) != 0) {
      release_buffer(context, image, userdata);
      return 0;
    }
    memset(memory, 0, stride * rows + kPadding);
    de265_set_image_plane(image, plane, memory, static_cast<int>(stride), memory);
  }
  return 1;
}

// libde265 1.0.11 asks a context's own functions for some pictures only: where a stream has the filter that it calls SAO, and
// nearly all have, pictures come from its default functions, whatever the context says. So the defaults are replaced too, once,
// before the first picture: memory is cleared then for every picture of this process. The object behind the pointer is not
// constant in libde265, which only returns it as such.
void clear_default_memory() {
  static std::once_flag once;
  std::call_once(once, [] {
    de265_image_allocation *defaults =
        const_cast<de265_image_allocation *>(de265_get_default_image_allocation_functions());
    *defaults = {get_buffer, release_buffer};
  });
}

const char *name() { return "libde265, strict"; }

int priority(heif_compression_format format) { return format == heif_compression_HEVC ? 1000 : 0; }

heif_error make(void **result) {
  clear_default_memory();
  Decoder *decoder = new (std::nothrow) Decoder{de265_new_decoder(), 0};
  if (decoder == nullptr || decoder->context == nullptr) {
    delete decoder;
    return {heif_error_Memory_allocation_error, heif_suberror_Unspecified, "not enough memory"};
  }
  de265_image_allocation allocation = {get_buffer, release_buffer};
  de265_set_image_allocation_functions(decoder->context, &allocation, decoder);
  *result = decoder;
  return kFine;
}

void release(void *raw) {
  Decoder *decoder = static_cast<Decoder *>(raw);
  de265_free_decoder(decoder->context);
  delete decoder;
}

// Units with their length in 4 bytes before each, parameter sets first.
heif_error push(void *raw, const void *data, size_t size) {
  Decoder *decoder = static_cast<Decoder *>(raw);
  const uint8_t *bytes = static_cast<const uint8_t *>(data);
  size_t position = 0;
  while (position < size) {
    if (size - position < 4) return cut("a coded unit has no length");
    const uint8_t *field = bytes + position;
    const size_t length = static_cast<size_t>(field[0]) << 24 | static_cast<size_t>(field[1]) << 16 |
                          static_cast<size_t>(field[2]) << 8 | field[3];
    position += 4;
    if (length > size - position || length > INT32_MAX) return cut("a coded unit ends outside its item");
    if (de265_push_NAL(decoder->context, bytes + position, static_cast<int>(length), 0, nullptr) != DE265_OK) {
      return damaged("a coded unit was refused");
    }
    position += length;
  }
  return kFine;
}

// Returns whether a remark of libde265 leaves the picture whole.
bool is_harmless(de265_error remark) {
  return remark == DE265_WARNING_NO_WPP_CANNOT_USE_MULTITHREADING ||
         remark == DE265_WARNING_NUMBER_OF_THREADS_LIMITED_TO_MAXIMUM || remark == DE265_WARNING_SPS_MISSING_CANNOT_DECODE_SEI;
}

heif_error copy_planes(const de265_image *source, heif_image *target, int planes, int bits) {
  const heif_channel channels[3] = {heif_channel_Y, heif_channel_Cb, heif_channel_Cr};
  for (int plane = 0; plane < planes; plane++) {
    const int width = de265_get_image_width(source, plane);
    const int height = de265_get_image_height(source, plane);
    int from_stride = 0;
    const uint8_t *from = de265_get_image_plane(source, plane, &from_stride);
    if (width < 1 || height < 1 || from == nullptr || de265_get_bits_per_pixel(source, plane) != bits) {
      return damaged("planes of different kinds");
    }
    const heif_error added = heif_image_add_plane(target, channels[plane], width, height, bits);
    if (added.code != heif_error_Ok) return added;
    int to_stride = 0;
    uint8_t *to = heif_image_get_plane(target, channels[plane], &to_stride);
    const size_t row = static_cast<size_t>(width) * (bits > 8 ? 2 : 1);
    if (to == nullptr || from_stride < 0 || to_stride < 0 || row > static_cast<size_t>(from_stride) ||
        row > static_cast<size_t>(to_stride)) {
      return damaged("rows that do not fit");
    }
    for (int y = 0; y < height; y++) {
      memcpy(to + static_cast<size_t>(y) * static_cast<size_t>(to_stride),
             from + static_cast<size_t>(y) * static_cast<size_t>(from_stride), row);
    }
  }
  return kFine;
}

// Copies the stream's own code points of its colours; a `colr` box of the file replaces it.
heif_error copy_colour(const de265_image *source, heif_image *target) {
  heif_color_profile_nclx *profile = heif_nclx_color_profile_alloc();
  if (profile == nullptr) return {heif_error_Memory_allocation_error, heif_suberror_Unspecified, "not enough memory"};
  // Numbers that libheif does not know stay at its defaults.
  heif_nclx_color_profile_set_color_primaries(profile, static_cast<uint16_t>(de265_get_image_colour_primaries(source)));
  heif_nclx_color_profile_set_transfer_characteristics(
      profile, static_cast<uint16_t>(de265_get_image_transfer_characteristics(source)));
  heif_nclx_color_profile_set_matrix_coefficients(
      profile, static_cast<uint16_t>(de265_get_image_matrix_coefficients(source)));
  profile->full_range_flag = de265_get_image_full_range_flag(source) != 0;
  const heif_error set = heif_image_set_nclx_color_profile(target, profile);
  heif_nclx_color_profile_free(profile);
  return set;
}

heif_error copy_image(const de265_image *source, heif_image **result) {
  const de265_chroma chroma = de265_get_chroma_format(source);
  const bool is_grey = chroma == de265_chroma_mono;
  heif_image *image = nullptr;
  heif_error error = heif_image_create(
      de265_get_image_width(source, 0), de265_get_image_height(source, 0),
      is_grey ? heif_colorspace_monochrome : heif_colorspace_YCbCr, static_cast<heif_chroma>(chroma), &image);
  if (error.code != heif_error_Ok) return error;
  error = copy_planes(source, image, is_grey ? 1 : 3, de265_get_bits_per_pixel(source, 0));
  if (error.code == heif_error_Ok) error = copy_colour(source, image);
  if (error.code != heif_error_Ok) {
    heif_image_release(image);
    return error;
  }
  *result = image;
  return kFine;
}

heif_error decode(void *raw, heif_image **result) {
  Decoder *decoder = static_cast<Decoder *>(raw);
  *result = nullptr;
  if (de265_flush_data(decoder->context) != DE265_OK) return damaged("the coded picture was refused");
  int more = 1;
  const de265_image *picture = nullptr;
  while (more != 0 && picture == nullptr) {
    const de265_error step = de265_decode(decoder->context, &more);
    if (step != DE265_OK) return damaged(de265_get_error_text(step));
    picture = de265_get_next_picture(decoder->context);
  }
  for (de265_error remark = de265_get_warning(decoder->context); remark != DE265_OK;
       remark = de265_get_warning(decoder->context)) {
    if (!is_harmless(remark)) return damaged(de265_get_error_text(remark));
  }
  return picture == nullptr ? damaged("no picture came out") : copy_image(picture, result);
}

void set_strict(void *, int) {}

const heif_decoder_plugin kDecoder = {3,       name, nullptr, nullptr, priority, make,
                                      release, push, decode,  set_strict, "libde265-strict"};

}  // namespace

const heif_decoder_plugin *hevc_decoder() { return &kDecoder; }
