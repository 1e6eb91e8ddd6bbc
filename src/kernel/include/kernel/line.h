/*
 * Interrupt lines that programs have claimed, and how they learn of interrupts.
 *
 * A line has one claimant. An interrupt becomes a message to it; until it has
 * called sys_line_done further ones are only noted. So however fast a device
 * interrupts, a wired line costs the kernel two interrupts for each call.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_LINE_H
#define TINE_KERNEL_LINE_H

#include <abi/types.h>

struct env;

/*
 * Make env, the current environment, the claimant of line, below NLINES. No
 * lock is held. -E_BUSY: it has one, or is the kernel's; -E_NOT_SUPP: this
 * machine has no such line.
 */
int line_claim(struct env *env, unsigned line);

/* The current environment has dealt with the last interrupt. -E_INVAL: the line is not its own. */
int line_done(struct env *env, unsigned line);

/* Free the lines of a DYING environment. No lock is held. */
void lines_release(struct env *env);

/* Has anybody claimed a line? Then what is idle now may yet be woken. */
bool lines_claimed(void);

/*
 * A device has interrupted. Called by the architecture with interrupts off and
 * no lock held. False: nobody has claimed the line.
 */
bool line_interrupt(unsigned line);

#endif
