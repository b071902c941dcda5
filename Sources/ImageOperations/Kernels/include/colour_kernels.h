#ifndef COLOUR_KERNELS_H
#define COLOUR_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The outcome of reading a profile.
typedef enum colour_outcome {
  /// There is a conversion to sRGB.
  COLOUR_CONVERTS = 0,
  /// The profile's primaries and curves are those of sRGB; nothing has to be done.
  COLOUR_IS_SRGB = 1,
  /// The bytes are no usable profile; the message has the reason.
  COLOUR_UNREADABLE = 2,
  /// A profile of another kind of device; the message names its colour space or class.
  COLOUR_INAPPLICABLE = 3,
} colour_outcome;

/// The device colours of a profile.
typedef enum colour_channels {
  COLOUR_RGB = 0,
  COLOUR_GREY = 1,
} colour_channels;

/// The memory layout of the converted pixels; four samples each.
typedef enum colour_layout {
  COLOUR_LAYOUT_RGBA8 = 0,
  /// In the machine's byte order.
  COLOUR_LAYOUT_RGBA16 = 1,
  /// Ink amounts, 0 for none; the result is RGBA with 8 bits a sample, whose alpha is left as it was.
  COLOUR_LAYOUT_CMYK8 = 2,
} colour_layout;

/// The encoding of light.
typedef enum colour_curve {
  COLOUR_CURVE_SRGB = 0,
  /// A power of the encoded value, `exponent`.
  COLOUR_CURVE_POWER = 1,
  /// ITU-R BT.2100; mapped to the standard range, see tone_mapping.h.
  COLOUR_CURVE_PQ = 2,
  COLOUR_CURVE_HLG = 3,
} colour_curve;

typedef struct colour_chromaticity {
  double x;
  double y;
} colour_chromaticity;

/// A colour space by its primaries and one curve for all of them.
typedef struct colour_definition {
  colour_chromaticity white;
  colour_chromaticity red;
  colour_chromaticity green;
  colour_chromaticity blue;
  colour_curve curve;
  double exponent;
} colour_definition;

/// A conversion from one profile to sRGB, together with the library context it lives in. For one thread at a time.
typedef struct colour_conversion colour_conversion;

/// Reads a profile and, if the outcome is `COLOUR_CONVERTS`, makes a conversion that `colour_conversion_free` ends.
///
/// Relative colorimetric; with black point compensation if the profile is made of tables. `message` receives at most `message_capacity`
/// bytes with the terminating zero.
colour_outcome colour_conversion_make(const uint8_t *profile, size_t profile_size, colour_layout layout,
                                      colour_conversion **conversion, char *message, size_t message_capacity);

/// Makes a conversion in the same way for a colour space that is defined by numbers.
colour_outcome colour_conversion_make_defined(colour_definition definition, colour_layout layout, colour_conversion **conversion,
                                              char *message, size_t message_capacity);

/// Writes the light, by the profile, of `count` evenly spaced encoded values from 0 to 1, of red, of green and of blue: 3 * `count`
/// entries.
///
/// Returns false if the profile is unreadable or of another kind than RGB made of primaries and curves.
bool colour_profile_curves(const uint8_t *profile, size_t profile_size, size_t count, float *light);

/// Writes an ICC profile of a definition, the same bytes each time, and returns their number; 0 if there is no such profile or it does not
/// fit. With `bytes` null it only counts.
size_t colour_definition_write(colour_definition definition, uint8_t *bytes, size_t capacity);

colour_channels colour_conversion_channels(const colour_conversion *conversion);

/// Copies the parts of a conversion between primaries: 3 * 256 entries, the light of each byte of each channel in 0...1, and the 9 entries
/// of the matrix, row by row, that turns such light into that of sRGB's primaries. Returns false if the conversion is of another kind.
bool colour_conversion_parts(const colour_conversion *conversion, float *curves, float *matrix);

/// Converts `count` pixels of the conversion's layout from `offset` on; alpha is copied. A grey conversion takes red as the grey level.
///
/// The tables are those of `resampling_pack` for the sRGB curve.
void colour_conversion_apply(const colour_conversion *conversion, const uint8_t *source, size_t offset, size_t count,
                             const uint8_t *buckets, const float *thresholds, uint8_t *target);

void colour_conversion_free(colour_conversion *conversion);

/// Returns the version of Little CMS that is loaded: 1000 times its major, 10 times its minor version and its patch, as 2140 for 2.14.
int colour_library_version(void);

#endif
