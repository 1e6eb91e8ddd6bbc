/*
 * The integer types that the kernel and its programs exchange.
 *
 * Only freestanding headers are used, so that this directory also compiles
 * on the host that runs the unit tests.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_TYPES_H
#define TINE_ABI_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t envid_t; /* an environment's name: generation | index; see <abi/env.h> */

#endif
