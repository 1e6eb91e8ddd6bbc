/*
 * Several system calls made by one entry into the kernel: what sys_batch takes.
 *
 * Made in order, up to the first error. A call that may take the CPU from the
 * caller can only be the last; then its result is the batch's, whenever it
 * comes. What makes an environment, prints, or is a batch gives -E_INVAL.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_BATCH_H
#define TINE_ABI_BATCH_H

#include <abi/types.h>

#define BATCH_MAX 256 /* calls at most */

struct batch_call {
	uint32_t number; /* SYS_xxx */
	uint32_t arguments
		[5]; /* as in registers; those that the call does not have are not looked at */
};

#endif
