#ifndef COLOUR_PROFILE_H
#define COLOUR_PROFILE_H

#include <lcms2.h>
#include <stdbool.h>

/// Whether a profile has tables, which count before its primaries and curves.
bool colour_profile_has_tables(cmsHPROFILE profile);

#endif
