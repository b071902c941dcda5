#ifndef COLOUR_PROFILE_H
#define COLOUR_PROFILE_H

#include <lcms2.h>
#include <stdbool.h>

/// Returns whether a profile has tables, which take precedence over its primaries and curves.
bool colour_profile_has_tables(cmsHPROFILE profile);

#endif
