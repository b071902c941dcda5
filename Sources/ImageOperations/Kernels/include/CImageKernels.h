#ifndef C_IMAGE_KERNELS_H
#define C_IMAGE_KERNELS_H

#include "colour_kernels.h"
#include "deep_pixel_kernels.h"
#include "keying_kernels.h"
#include "measure_kernels.h"
#include "pixel_kernels.h"
#include "protection_kernels.h"
#include "registration_kernels.h"
#include "rendition_kernels.h"
#include "resampling_kernels.h"

#endif
