/*
 * The kernel's side of every system call in <abi/syscalls.def>.
 *
 * A handler gets the calling environment, which is current, and its
 * arguments as their types. It returns the result, or SYSCALL_AGAIN; if the
 * caller is no longer current afterwards (it blocked, yielded or ended) the
 * result has been or will be set by other means.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_SYSCALL_H
#define TINE_KERNEL_SYSCALL_H

#include <abi/syscall.h>
#include <kernel/env.h>
#include <kernel/uservaddr.h>

/*
 * More work is left: make the same call again when the caller next runs. How
 * far it got is in caller->progress, which is 0 when a call begins and not 0
 * then. If it is 0 all registers of the caller have been set already.
 */
#define SYSCALL_AGAIN INT32_MIN

#define KERNEL_TYPE_ENV   envid_t
#define KERNEL_TYPE_VA    uservaddr_t
#define KERNEL_TYPE_PERM  int
#define KERNEL_TYPE_VALUE uint32_t
#define KERNEL_TYPE_SIZE  size_t
#define KERNEL_TYPE_IN    uservaddr_t
#define KERNEL_TYPE_OUT   uservaddr_t

#define PARAMETERS_0()
#define PARAMETERS_1(k1, n1)      , KERNEL_TYPE_##k1 n1
#define PARAMETERS_2(k1, n1, ...) , KERNEL_TYPE_##k1 n1 PARAMETERS_1(__VA_ARGS__)
#define PARAMETERS_3(k1, n1, ...) , KERNEL_TYPE_##k1 n1 PARAMETERS_2(__VA_ARGS__)
#define PARAMETERS_4(k1, n1, ...) , KERNEL_TYPE_##k1 n1 PARAMETERS_3(__VA_ARGS__)
#define PARAMETERS_5(k1, n1, ...) , KERNEL_TYPE_##k1 n1 PARAMETERS_4(__VA_ARGS__)

#define SYSCALL(number, name, result, count, arguments, text) \
	int32_t sys_##name(struct env *caller PARAMETERS_##count arguments);
#include <abi/syscalls.def>
#undef SYSCALL

/* By number. Each is called with the caller and its declared arguments as words. */
extern void (*const syscall_handlers[NSYSCALLS])(void);

/* Where entry code looks: the same or, while tracing is on, syscall_traced for each; see trace_set. */
extern void (*syscall_table[NSYSCALLS])(void);
void syscall_traced(void);

/*
 * Entry code calls this after the handler, unless caller is still current and
 * loaded, nobody has a request, and result is a plain one. Returns the
 * environment to continue with.
 */
struct env *syscall_finish(struct env *caller, int32_t result);

#endif
