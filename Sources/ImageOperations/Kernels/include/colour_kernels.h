#ifndef COLOUR_KERNELS_H
#define COLOUR_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// What became of a profile.
typedef enum colour_outcome {
  /// There is a conversion to sRGB.
  COLOUR_CONVERTS = 0,
  /// The profile's primaries and curves are those of sRGB; nothing has to be done.
  COLOUR_IS_SRGB = 1,
  /// The bytes are no usable profile; the message says why.
  COLOUR_UNREADABLE = 2,
  /// A profile of another kind of device; the message names its colour space or class.
  COLOUR_INAPPLICABLE = 3,
} colour_outcome;

/// The device colours of a profile.
typedef enum colour_channels {
  COLOUR_RGB = 0,
  COLOUR_GREY = 1,
} colour_channels;

/// A conversion from one profile to sRGB, together with the library context it lives in. For one thread at a time.
typedef struct colour_conversion colour_conversion;

/// Reads a profile and, where the outcome is `COLOUR_CONVERTS`, makes a conversion that `colour_conversion_free` ends.
///
/// Relative colorimetric; with black point compensation where the profile is made of tables. `message` receives at most
/// `message_capacity` bytes with the terminating zero.
colour_outcome colour_conversion_make(const uint8_t *profile, size_t profile_size, colour_conversion **conversion,
                                      char *message, size_t message_capacity);

colour_channels colour_conversion_channels(const colour_conversion *conversion);

/// Converts `count` RGBA pixels from `offset` on; alpha is copied. A grey conversion takes the red byte as the grey level.
///
/// The tables are those of `resampling_pack` for the sRGB curve.
void colour_conversion_apply(const colour_conversion *conversion, const uint8_t *source, size_t offset, size_t count,
                             const uint8_t *buckets, const float *thresholds, uint8_t *target);

void colour_conversion_free(colour_conversion *conversion);

#endif
