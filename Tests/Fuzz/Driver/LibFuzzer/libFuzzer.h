/* The two entry points of libFuzzer that a target needs. The toolchain has the library, but no header for it. */
#ifndef AQUATINT_LIB_FUZZER_H
#define AQUATINT_LIB_FUZZER_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test_one_input)(const uint8_t *data, size_t size));
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maximum_size);

#endif
