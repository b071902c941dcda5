#ifndef HEVC_DECODER_H
#define HEVC_DECODER_H

#include <libheif/heif_plugin.h>

// The HEVC decoder that libheif is given for each of our contexts, in place of its own around the same libde265.
//
// libheif 1.15.1's own ignores libde265's reports of damage, so the missing part of a picture shows the memory's former contents; it also
// lets a stream open as many pictures as it likes. This one fails on damage, returns cleared memory, decodes one picture, and starts no
// thread.
const heif_decoder_plugin *hevc_decoder();

#endif
