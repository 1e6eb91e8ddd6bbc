/*
 * One function sys_NAME for each line of <abi/syscalls.def>.
 *
 * They call USYSCALL, but for sys_exofork: that returns a second time in the
 * child, whose stack is a later copy of the parent's. The return address, or a
 * stub's own frame, would be overwritten there by whatever the parent called
 * next. So all are inlined, always.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_SYSCALL_H
#define TINE_EXO_SYSCALL_H

#include <abi/memlayout.h>
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
#define SYSCALL_OPERANDS_0()                       "i"(T_SYSCALL), "i"(USYSCALL)
#define SYSCALL_OPERANDS_1(k1, n1)                 SYSCALL_OPERANDS_0(), "d"(n1)
#define SYSCALL_OPERANDS_2(k1, n1, k2, n2)         SYSCALL_OPERANDS_1(k1, n1), "c"(n2)
#define SYSCALL_OPERANDS_3(k1, n1, k2, n2, k3, n3) SYSCALL_OPERANDS_2(k1, n1, k2, n2), "b"(n3)
#define SYSCALL_OPERANDS_4(k1, n1, k2, n2, k3, n3, k4, n4) \
	SYSCALL_OPERANDS_3(k1, n1, k2, n2, k3, n3), "D"(n4)
#define SYSCALL_OPERANDS_5(k1, n1, k2, n2, k3, n3, k4, n4, k5, n5) \
	SYSCALL_OPERANDS_4(k1, n1, k2, n2, k3, n3, k4, n4), "S"(n5)

#define SYSCALL_INLINE static inline __attribute__((always_inline))

/* Most results are one word. */
#define SYSCALL_WORD(number, name, result, count, arguments)                   \
	SYSCALL_INLINE result sys_##name(SYSCALL_PARAMETERS_##count arguments) \
	{                                                                      \
		int eax = number, edx, ecx;                                    \
                                                                               \
		if (number == SYS_exofork)                                     \
			__asm__ volatile("int %3"                              \
					 : "+a"(eax), "=d"(edx), "=c"(ecx)     \
					 : SYSCALL_OPERANDS_##count arguments  \
					 : "memory", "cc");                    \
		else                                                           \
			__asm__ volatile("call %c4"                            \
					 : "+a"(eax), "=d"(edx), "=c"(ecx)     \
					 : SYSCALL_OPERANDS_##count arguments  \
					 : "memory", "cc");                    \
		return (result)eax;                                            \
	}

/* A message comes in registers. What it is called with is a message, too, and where to take a page. */
#define SYSCALL_MESSAGE(number, name)                                                           \
	SYSCALL_INLINE message_t sys_##name(envid_t to, uint32_t value, void *srcva, int perm,  \
					    void *dstva)                                        \
	{                                                                                       \
		message_t message = { number, (uint32_t)srcva, perm };                          \
		int edx, ecx;                                                                   \
                                                                                                \
		__asm__ volatile("call %c5"                                                     \
				 : "+a"(message.from), "+b"(message.value), "+D"(message.perm), \
				   "=d"(edx), "=c"(ecx)                                         \
				 : "i"(USYSCALL), "d"(to), "c"(value), "S"(dstva)               \
				 : "memory", "cc");                                             \
		return message;                                                                 \
	}

/* By the type of the result. */
#define SYSCALL_RETURNS_void(...)                            SYSCALL_WORD(__VA_ARGS__)
#define SYSCALL_RETURNS_int(...)                             SYSCALL_WORD(__VA_ARGS__)
#define SYSCALL_RETURNS_envid_t(...)                         SYSCALL_WORD(__VA_ARGS__)
#define SYSCALL_RETURNS_message_t(number, name, result, ...) SYSCALL_MESSAGE(number, name)

#define SYSCALL(number, name, result, count, arguments, text) \
	SYSCALL_RETURNS_##result(number, name, result, count, arguments)
#include <abi/syscalls.def>
#undef SYSCALL

#endif
