/*
 * Jumps out of nested calls.
 *
 * What is saved is what the i386 System V ABI makes a function preserve. The
 * function that called setjmp must not have returned when longjmp is called.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_SETJMP_H
#define TINE_SETJMP_H

/* ebx, esi, edi, ebp, esp after the return, eip: the order setjmp.asm uses. */
typedef unsigned long jmp_buf[6];

/* 0 when called; when longjmp returns through it, longjmp's value. */
int setjmp(jmp_buf environment) __attribute__((returns_twice));
#define setjmp(environment) setjmp(environment)

/* A value of 0 arrives as 1. */
_Noreturn void longjmp(jmp_buf environment, int value);

/*
 * The same with the set of blocked signals (<signal.h>), if save_mask says
 * so: for jumps out of a signal's handler, in which the signal is blocked.
 */
typedef struct {
	jmp_buf registers;
	int mask_saved;
	unsigned long mask;
} sigjmp_buf[1];

void sigjmp_save(sigjmp_buf environment, int save_mask);
#define sigsetjmp(environment, save_mask) \
	(sigjmp_save(environment, save_mask), setjmp((environment)->registers))
_Noreturn void siglongjmp(sigjmp_buf environment, int value);

#endif
