/*
 * One function sys_NAME for each line of <abi/syscalls.def>.
 *
 * All are inlined, always: sys_exofork returns a second time in the child,
 * whose stack is a later copy of the parent's. A called stub would find its
 * own frame overwritten there by whatever the parent called next.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_SYSCALL_H
#define TINE_EXO_SYSCALL_H

#include <abi/mmu.h>
#include <abi/syscall.h>
#include <abi/trap.h>
#include <abi/types.h>

/* The C type of each kind of argument. */
#define SYSCALL_TYPE_ENV   envid_t
#define SYSCALL_TYPE_VA    void *
#define SYSCALL_TYPE_PERM  int
#define SYSCALL_TYPE_VALUE uint32_t
#define SYSCALL_TYPE_SIZE  size_t
#define SYSCALL_TYPE_IN    const void *
#define SYSCALL_TYPE_OUT   void *

/* (kind, name, ...) as a C parameter list. */
#define SYSCALL_PARAMETERS_0()            void
#define SYSCALL_PARAMETERS_1(k1, n1)      SYSCALL_TYPE_##k1 n1
#define SYSCALL_PARAMETERS_2(k1, n1, ...) SYSCALL_TYPE_##k1 n1, SYSCALL_PARAMETERS_1(__VA_ARGS__)
#define SYSCALL_PARAMETERS_3(k1, n1, ...) SYSCALL_TYPE_##k1 n1, SYSCALL_PARAMETERS_2(__VA_ARGS__)
#define SYSCALL_PARAMETERS_4(k1, n1, ...) SYSCALL_TYPE_##k1 n1, SYSCALL_PARAMETERS_3(__VA_ARGS__)
#define SYSCALL_PARAMETERS_5(k1, n1, ...) SYSCALL_TYPE_##k1 n1, SYSCALL_PARAMETERS_4(__VA_ARGS__)

/* (kind, name, ...) as operands; registers without an argument keep what they held. */
#define SYSCALL_OPERANDS_0()                       "i"(T_SYSCALL)
#define SYSCALL_OPERANDS_1(k1, n1)                 SYSCALL_OPERANDS_0(), "d"(n1)
#define SYSCALL_OPERANDS_2(k1, n1, k2, n2)         SYSCALL_OPERANDS_1(k1, n1), "c"(n2)
#define SYSCALL_OPERANDS_3(k1, n1, k2, n2, k3, n3) SYSCALL_OPERANDS_2(k1, n1, k2, n2), "b"(n3)
#define SYSCALL_OPERANDS_4(k1, n1, k2, n2, k3, n3, k4, n4) \
	SYSCALL_OPERANDS_3(k1, n1, k2, n2, k3, n3), "D"(n4)
#define SYSCALL_OPERANDS_5(k1, n1, k2, n2, k3, n3, k4, n4, k5, n5) \
	SYSCALL_OPERANDS_4(k1, n1, k2, n2, k3, n3, k4, n4), "S"(n5)

#define SYSCALL_INLINE static inline __attribute__((always_inline))

#define SYSCALL(number, name, result, count, arguments, text)                  \
	SYSCALL_INLINE result sys_##name(SYSCALL_PARAMETERS_##count arguments) \
	{                                                                      \
		int eax = number;                                              \
		__asm__ volatile("int %1"                                      \
				 : "+a"(eax)                                   \
				 : SYSCALL_OPERANDS_##count arguments          \
				 : "memory", "cc");                            \
		return (result)eax;                                            \
	}
#include <abi/syscalls.def>
#undef SYSCALL

#endif
