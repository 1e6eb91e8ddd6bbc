/*
 * errno, and the values it takes.
 *
 * Where <abi/error.h> has the same error, the number is the same, so that
 * errno = -result is right after a failed system call. The library's own
 * start at 100. Plain numbers, since #if may ask for them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ERRNO_H
#define TINE_ERRNO_H

#define EINVAL  3
#define ENOMEM  4
#define EFAULT  6
#define ENOSPC  9
#define EMFILE  10
#define ENOENT  11
#define EEXIST  13
#define ENOEXEC 14
#define ENOTSUP 15

#define EDOM      100 /* an argument for which the function has no value */
#define ERANGE    101 /* the result does not fit its type */
#define EILSEQ    102 /* not a character of the multibyte encoding */
#define EOVERFLOW 103 /* more characters than an int can count */
#define EBADF     104 /* a stream that is not open for this */

/* Of each environment its own, even where memory is shared. */
extern int *errno_place;
#define errno (*errno_place)

#endif
