/*
 * JOS's <inc/error.h>.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_ERROR_H
#define TINE_INC_ERROR_H

#include <abi/error.h>

#endif
