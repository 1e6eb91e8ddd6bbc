/*
 * JOS's <inc/stdarg.h>.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_STDARG_H
#define TINE_INC_STDARG_H

#include <stdarg.h>

#endif
