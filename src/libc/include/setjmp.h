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

#endif
