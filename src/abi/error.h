/*
 * Error numbers. A system call returns 0 or a positive result, or -E_xxx;
 * a call that returns an error has changed nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_ERROR_H
#define TINE_ABI_ERROR_H

enum {
#define ERROR(name, number, text) name = number,
#include <abi/errors.def>
#undef ERROR
	MAXERROR /* one more than the largest */
};

#endif
