/*
 * What must hold, and the end of the machine when it does not.
 *
 * Assertions are always compiled in: a kernel that goes on after one has
 * failed protects nobody.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_ASSERT_H
#define TINE_KERNEL_ASSERT_H

/* Stops the other CPUs, prints where and why, and enters the monitor. May hold any lock. */
_Noreturn void panic_at(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)

#define assert(condition) \
	((condition) ? (void)0 : panic_at(__FILE__, __LINE__, "assertion failed: %s", #condition))

#endif
