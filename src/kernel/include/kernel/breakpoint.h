/*
 * Where the monitor has programs stop: breakpoints, watched words, and single
 * steps.
 *
 * They are the processor's own, so that no program's code is changed. Every
 * CPU has the same; a program that meets one meant for another goes on.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_BREAKPOINT_H
#define TINE_KERNEL_BREAKPOINT_H

#include <abi/env.h>

struct env;

/* Why an environment is to stop. */
enum stop {
	STOP_NOT,
	STOP_BREAKPOINT, /* it is about to carry out the instruction there */
	STOP_WATCH,      /* it, or the kernel for it, has written to the word */
	STOP_STEP,       /* it has carried out one instruction */
	STOP_HANDLER,    /* that instruction has raised an exception: it is in its handler */
};

/*
 * Give this CPU the breakpoints there are, unless it has them. With the other
 * CPUs standing still: see to it that all have those that there are now.
 */
void breakpoints_follow(void);
void breakpoints_publish(void);

/*
 * env, the current environment, is about to carry out the instruction at va
 * or has just written to watched words, a bit of watches for each: why is it
 * to stop?
 */
enum stop breakpoint_met(const struct env *env, uint32_t va, unsigned watches);

/* Whose next debug exception ends a step, or 0. Written like the breakpoints, and by step_ends. */
extern envid_t stepping;

/* Look more closely at exceptions: somebody takes a step, or tracing is on. */
extern bool traps_watched;

/* env, the current environment, has carried out one instruction: is that the step it was told to take? */
bool step_ends(const struct env *env);

/*
 * Enter the monitor because of env, the current environment, whichever CPU
 * has it now; not if what it was to stop for is there no more. No lock is held
 * but the kernel lock.
 */
void monitor_on_stop(struct env *env, enum stop why);

#endif
