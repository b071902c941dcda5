// C++ and not C because libheif lets std::bad_alloc and its relatives through its C interface; they must end here.
#include "CHEIFShim.h"

#include <libheif/heif.h>

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif

#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <new>

#include "HEVCDecoder.h"

namespace {

struct Words {
  char *text;
  size_t capacity;

  void set(const char *source) const {
    const size_t length = source == nullptr ? 0 : strnlen(source, capacity - 1);
    if (length > 0) memcpy(text, source, length);
    text[length] = 0;
  }
};

struct Release {
  void operator()(heif_context *context) const { heif_context_free(context); }
  void operator()(heif_image_handle *handle) const { heif_image_handle_release(handle); }
  void operator()(heif_image *image) const { heif_image_release(image); }
  void operator()(heif_decoding_options *options) const { heif_decoding_options_free(options); }
};

template <typename T>
using Owned = std::unique_ptr<T, Release>;

CHEIFStatus status_of(const heif_error &error, const Words &words) {
  if (error.code == heif_error_Ok) return CHEIFStatusOK;
  words.set(error.message);
  if (error.subcode == heif_suberror_Security_limit_exceeded) return CHEIFStatusTooLarge;
  switch (error.code) {
    case heif_error_Unsupported_filetype:
    case heif_error_Unsupported_feature:
    case heif_error_Plugin_loading_error: return CHEIFStatusUnsupported;
    case heif_error_Memory_allocation_error: return CHEIFStatusTooLarge;
    default: return error.subcode == heif_suberror_End_of_data ? CHEIFStatusTruncated : CHEIFStatusMalformed;
  }
}

// A context over the caller's bytes, and its primary picture. The context is declared first, so it is released last.
struct Opened {
  Owned<heif_context> context;
  Owned<heif_image_handle> handle;

  CHEIFStatus open(const uint8_t *bytes, size_t count, int side_limit, const Words &words) {
    context.reset(heif_context_alloc());
    if (!context) return CHEIFStatusTooLarge;
    heif_context_set_maximum_image_size_limit(context.get(), side_limit);
    // Callers decode several pictures at once; tiles of one picture are decoded one after the other, into one buffer.
    heif_context_set_max_decoding_threads(context.get(), 0);
    const CHEIFStatus registered = status_of(heif_register_decoder(context.get(), hevc_decoder()), words);
    if (registered != CHEIFStatusOK) return registered;
    const CHEIFStatus read =
        status_of(heif_context_read_from_memory_without_copy(context.get(), bytes, count, nullptr), words);
    if (read != CHEIFStatusOK) return read;
    heif_image_handle *primary = nullptr;
    const CHEIFStatus found = status_of(heif_context_get_primary_image_handle(context.get(), &primary), words);
    handle.reset(primary);
    return found;
  }

  // Finds the first block of a kind; returns false if there is none.
  bool find(const char *type, const char *content_type, heif_item_id *id) const {
    const int total = heif_image_handle_get_number_of_metadata_blocks(handle.get(), type);
    if (total < 1) return false;
    const std::unique_ptr<heif_item_id[]> ids(new heif_item_id[static_cast<size_t>(total)]);
    const int listed = heif_image_handle_get_list_of_metadata_block_IDs(handle.get(), type, ids.get(), total);
    for (int index = 0; index < listed && index < total; index++) {
      const char *content = heif_image_handle_get_metadata_content_type(handle.get(), ids[index]);
      if (content_type == nullptr || (content != nullptr && strcmp(content, content_type) == 0)) {
        *id = ids[index];
        return true;
      }
    }
    return false;
  }

  bool find_exif(heif_item_id *id) const { return find("Exif", nullptr, id); }
  bool find_xmp(heif_item_id *id) const { return find("mime", "application/rdf+xml", id); }

  bool has_icc() const {
    const heif_color_profile_type type = heif_image_handle_get_color_profile_type(handle.get());
    return type == heif_color_profile_type_prof || type == heif_color_profile_type_rICC;
  }

  // Records the size of a metadata block, and copies it if it is not too long.
  CHEIFStatus read(bool found, heif_item_id id, size_t limit, CHEIFBlock *block, const Words &words) const {
    if (!found) return CHEIFStatusOK;
    block->count = heif_image_handle_get_metadata_size(handle.get(), id);
    if (!make(block, limit)) return CHEIFStatusOK;
    return status_of(heif_image_handle_get_metadata(handle.get(), id, block->bytes), words);
  }

  CHEIFStatus read_icc(size_t limit, CHEIFBlock *block, const Words &words) const {
    if (!has_icc()) return CHEIFStatusOK;
    block->count = heif_image_handle_get_raw_color_profile_size(handle.get());
    if (!make(block, limit)) return CHEIFStatusOK;
    return status_of(heif_image_handle_get_raw_color_profile(handle.get(), block->bytes), words);
  }

  // Returns false if nothing is to be copied.
  static bool make(CHEIFBlock *block, size_t limit) {
    if (block->count == 0 || block->count > limit) return false;
    block->bytes = static_cast<uint8_t *>(malloc(block->count));
    if (block->bytes == nullptr) throw std::bad_alloc();
    return true;
  }
};

// One decoded plane with the bounds it was checked against.
struct Plane {
  const uint8_t *bytes = nullptr;
  size_t stride = 0;
  unsigned bits = 0;

  // Returns false unless the plane has exactly width x height samples of 8 to 16 bits.
  bool open(const heif_image *image, heif_channel channel, int width, int height) {
    const int depth = heif_image_get_bits_per_pixel_range(image, channel);
    if (depth < 8 || depth > 16 || heif_image_get_width(image, channel) != width ||
        heif_image_get_height(image, channel) != height) {
      return false;
    }
    int row = 0;
    bytes = heif_image_get_plane_readonly(image, channel, &row);
    const size_t sample = depth > 8 ? 2 : 1;
    if (bytes == nullptr || row < 0 || static_cast<size_t>(row) < static_cast<size_t>(width) * sample) return false;
    stride = static_cast<size_t>(row);
    bits = static_cast<unsigned>(depth);
    return true;
  }

  // Tells the system that the pages wholly within these rows are not needed any longer: they are memory of this process alone, are read no
  // more, and are freed with their image.
  void give_back(int first, int end) const {
#ifdef __linux__
    const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    const uintptr_t start = reinterpret_cast<uintptr_t>(bytes) + static_cast<size_t>(first) * stride;
    const uintptr_t stop = reinterpret_cast<uintptr_t>(bytes) + static_cast<size_t>(end) * stride;
    const uintptr_t from = (start + page - 1) / page * page;
    const uintptr_t to = stop / page * page;
    if (from < to) madvise(reinterpret_cast<void *>(from), to - from, MADV_DONTNEED);
#else
    (void)first;
    (void)end;
#endif
  }

  // Spreads one row over every fourth byte of `target`, rounding deeper samples to 8 bits.
  void copy_row(int y, int width, uint8_t *target) const {
    const uint8_t *row = bytes + static_cast<size_t>(y) * stride;
    if (bits == 8) {
      for (int x = 0; x < width; x++) target[static_cast<size_t>(x) * 4] = row[x];
      return;
    }
    const uint32_t top = (1u << bits) - 1;
    for (int x = 0; x < width; x++) {
      uint16_t sample;
      memcpy(&sample, row + static_cast<size_t>(x) * 2, 2);
      const uint32_t value = sample > top ? top : sample;
      target[static_cast<size_t>(x) * 4] = static_cast<uint8_t>((value * 255 + top / 2) / top);
    }
  }

  // Spreads one row over every fourth pair of bytes of `target`, with the full range of 16 bits.
  void copy_deep_row(int y, int width, uint8_t *target) const {
    const uint8_t *row = bytes + static_cast<size_t>(y) * stride;
    const uint32_t top = (1u << bits) - 1;
    for (int x = 0; x < width; x++) {
      uint16_t sample = 0;
      if (bits == 8) {
        sample = row[x];
      } else {
        memcpy(&sample, row + static_cast<size_t>(x) * 2, 2);
      }
      const uint32_t value = sample > top ? top : sample;
      const uint16_t spread = static_cast<uint16_t>((value * 65535u + top / 2) / top);
      memcpy(target + static_cast<size_t>(x) * 8, &spread, 2);
    }
  }
};

template <typename Body>
CHEIFStatus guarded(const Words &words, Body body) {
  words.set("");
  try {
    return body();
  } catch (const std::bad_alloc &) {
    words.set("not enough memory");
    return CHEIFStatusTooLarge;
  } catch (const std::exception &error) {
    words.set(error.what());
    return CHEIFStatusMalformed;
  } catch (...) {
    return CHEIFStatusMalformed;
  }
}

}  // namespace

uint32_t cheif_version(void) { return heif_get_version_number(); }

CHEIFStatus cheif_read_summary(
    const uint8_t *bytes, size_t count, int side_limit, size_t icc_limit, size_t block_limit, CHEIFSummary *summary, char *message,
    size_t message_capacity) {
  const Words words{message, message_capacity};
  *summary = CHEIFSummary{};
  return guarded(words, [&]() -> CHEIFStatus {
    Opened file;
    CHEIFStatus status = file.open(bytes, count, side_limit, words);
    if (status != CHEIFStatusOK) return status;
    const heif_image_handle *handle = file.handle.get();
    summary->width = heif_image_handle_get_width(handle);
    summary->height = heif_image_handle_get_height(handle);
    summary->luma_bits = heif_image_handle_get_luma_bits_per_pixel(handle);
    summary->has_alpha = heif_image_handle_has_alpha_channel(handle) != 0;
    heif_item_id id = 0;
    status = file.read_icc(icc_limit, &summary->icc, words);
    if (status == CHEIFStatusOK) status = file.read(file.find_exif(&id), id, block_limit, &summary->exif, words);
    if (status == CHEIFStatusOK) status = file.read(file.find_xmp(&id), id, block_limit, &summary->xmp, words);
    return status;
  });
}

void cheif_release(CHEIFSummary *summary) {
  free(summary->icc.bytes);
  free(summary->exif.bytes);
  free(summary->xmp.bytes);
  *summary = CHEIFSummary{};
}

struct CHEIFReader {
  Owned<heif_image> image;
  Plane planes[4];
  int used = 0;
  int width = 0;
  int row = 0;
  bool is_deep = false;
};

CHEIFStatus cheif_decode(
    const uint8_t *bytes, size_t count, int side_limit, int width, int height, bool is_deep, CHEIFReader **reader, bool *is_premultiplied,
    char *message, size_t message_capacity) {
  const Words words{message, message_capacity};
  *reader = nullptr;
  return guarded(words, [&]() -> CHEIFStatus {
    if (width < 1 || height < 1) return CHEIFStatusMalformed;
    std::unique_ptr<CHEIFReader> made(new CHEIFReader);
    Opened file;
    const CHEIFStatus opened = file.open(bytes, count, side_limit, words);
    if (opened != CHEIFStatusOK) return opened;

    // Planes are asked for, and interleaved here: libheif 1.15.1's own interleaving reads the alpha plane with the colour
    // planes' size, whatever size the alpha picture turned out to have.
    const Owned<heif_decoding_options> options(heif_decoding_options_alloc());
    heif_image *decoded = nullptr;
    const heif_error error =
        heif_decode_image(file.handle.get(), &decoded, heif_colorspace_RGB, heif_chroma_444, options.get());
    made->image.reset(decoded);
    const CHEIFStatus status = status_of(error, words);
    if (status != CHEIFStatusOK) return status;
    if (!made->image) return CHEIFStatusMalformed;

    const heif_channel channels[4] = {heif_channel_R, heif_channel_G, heif_channel_B, heif_channel_Alpha};
    const bool has_alpha = heif_image_has_channel(made->image.get(), heif_channel_Alpha) != 0;
    made->used = has_alpha ? 4 : 3;
    made->width = width;
    made->is_deep = is_deep;
    for (int index = 0; index < made->used; index++) {
      if (!made->planes[index].open(made->image.get(), channels[index], width, height)) {
        words.set("the decoded picture is not of the declared size");
        return CHEIFStatusMalformed;
      }
    }
    *is_premultiplied = has_alpha && (heif_image_is_premultiplied_alpha(made->image.get()) != 0 ||
                                      heif_image_handle_is_premultiplied_alpha(file.handle.get()) != 0);
    *reader = made.release();
    return CHEIFStatusOK;
  });
}

void cheif_read_rows(CHEIFReader *reader, int rows, uint8_t *pixels) {
  const size_t sample = reader->is_deep ? 2 : 1;
  const size_t row = static_cast<size_t>(reader->width) * 4 * sample;
  for (int index = 0; index < rows; index++) {
    uint8_t *target = pixels + static_cast<size_t>(index) * row;
    const int y = reader->row + index;
    for (int plane = 0; plane < reader->used; plane++) {
      if (reader->is_deep) {
        reader->planes[plane].copy_deep_row(y, reader->width, target + 2 * plane);
      } else {
        reader->planes[plane].copy_row(y, reader->width, target + plane);
      }
    }
    if (reader->used < 4) {
      for (int x = 0; x < reader->width; x++) memset(target + (static_cast<size_t>(x) * 4 + 3) * sample, 255, sample);
    }
  }
  for (int plane = 0; plane < reader->used; plane++) reader->planes[plane].give_back(reader->row, reader->row + rows);
  reader->row += rows;
}

void cheif_close(CHEIFReader *reader) { delete reader; }
