/*
 * The texts: those of <abi/errors.def>, then the library's own.
 *
 * SPDX-License-Identifier: MIT
 */
#include "error_text.h"

#include <abi/error.h>
#include <errno.h>
#include <stddef.h>

static const char *const texts[] = {
#define ERROR(name, number, text) [number] = text,
#include <abi/errors.def>
#undef ERROR
	[EDOM] = "argument out of domain",    [ERANGE] = "result out of range",
	[EILSEQ] = "illegal byte sequence",   [EOVERFLOW] = "value too large",
	[EBADF] = "stream not open for this",
};

#define SAME(errno_name, abi_name) \
	_Static_assert((int)(errno_name) == (int)(abi_name), #errno_name " is " #abi_name)
SAME(EINVAL, E_INVAL);
SAME(ENOMEM, E_NO_MEM);
SAME(EFAULT, E_FAULT);
SAME(ENOSPC, E_NO_DISK);
SAME(EMFILE, E_MAX_OPEN);
SAME(ENOENT, E_NOT_FOUND);
SAME(EEXIST, E_FILE_EXISTS);
SAME(ENOEXEC, E_NOT_EXEC);
SAME(ENOTSUP, E_NOT_SUPP);
_Static_assert((int)MAXERROR <= (int)EDOM, "system-call errors stay below the library's own");

const char *
error_text(unsigned error)
{
	return error < sizeof(texts) / sizeof(texts[0]) ? texts[error] : NULL;
}
