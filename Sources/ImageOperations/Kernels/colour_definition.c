#include "colour_definition.h"

#include <math.h>
#include <string.h>

/// Entries of a curve that has no formula in ICC.
enum { curve_entries = 4096 };

/// Light above reference white is clipped: 203 of 10,000 candelas per square metre (ITU-R BT.2408, 2.1).
static double pq_light(double level) {
  const double m1 = 2610.0 / 16384, m2 = 2523.0 / 32, c1 = 3424.0 / 4096, c2 = 2413.0 / 128, c3 = 2392.0 / 128;
  const double root = pow(level, 1 / m2);
  const double above = root > c1 ? root - c1 : 0;
  return fmin(1.0, pow(above / (c2 - c3 * root), 1 / m1) * 10000.0 / 203.0);
}

static double hlg_scene(double level) {
  const double a = 0.17883277, b = 1 - 4 * a, c = 0.5 - a * log(4 * a);
  return level <= 0.5 ? level * level / 3 : (exp((level - c) / a) + b) / 12;
}

/// As a display of 1,000 candelas shows each channel (ITU-R BT.2100, table 5, gamma 1.2), with white at 75 % of the signal.
static double hlg_light(double level) {
  return fmin(1.0, pow(hlg_scene(level) / hlg_scene(0.75), 1.2));
}

static cmsToneCurve *make_curve(cmsContext context, colour_definition definition) {
  switch (definition.curve) {
    case COLOUR_CURVE_SRGB: {
      const cmsFloat64Number parameters[5] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
      return cmsBuildParametricToneCurve(context, 4, parameters);
    }
    case COLOUR_CURVE_POWER: return cmsBuildGamma(context, definition.exponent);
    case COLOUR_CURVE_PQ:
    case COLOUR_CURVE_HLG: {
      cmsFloat32Number entries[curve_entries];
      for (int index = 0; index < curve_entries; index++) {
        const double level = (double)index / (curve_entries - 1);
        entries[index] = (cmsFloat32Number)(definition.curve == COLOUR_CURVE_PQ ? pq_light(level) : hlg_light(level));
      }
      return cmsBuildTabulatedToneCurveFloat(context, curve_entries, entries);
    }
  }
  return NULL;
}

cmsHPROFILE colour_definition_open(cmsContext context, colour_definition definition) {
  cmsToneCurve *curve = make_curve(context, definition);
  if (!curve) return NULL;
  const cmsCIExyY white = {definition.white.x, definition.white.y, 1};
  const cmsCIExyYTRIPLE primaries = {{definition.red.x, definition.red.y, 1},
                                     {definition.green.x, definition.green.y, 1},
                                     {definition.blue.x, definition.blue.y, 1}};
  cmsToneCurve *const curves[3] = {curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfileTHR(context, &white, &primaries, curves);
  cmsFreeToneCurve(curve);
  return profile;
}

size_t colour_definition_write(colour_definition definition, uint8_t *bytes, size_t capacity) {
  cmsContext context = cmsCreateContext(NULL, NULL);
  if (!context) return 0;
  cmsHPROFILE profile = colour_definition_open(context, definition);
  cmsUInt32Number size = 0;
  if (profile) {
    if (!cmsSaveProfileToMem(profile, NULL, &size)) size = 0;
    if (size > 0 && bytes && (size > capacity || !cmsSaveProfileToMem(profile, bytes, &size))) size = 0;
    // The time of making (ICC.1, 7.2.10) would differ from run to run.
    if (size >= 36 && bytes) memset(bytes + 24, 0, 12);
    cmsCloseProfile(profile);
  }
  cmsDeleteContext(context);
  return size;
}
