/*
 * What happens to a program that passes memory it does not have where the
 * lab's interface has no way to return an error.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef KERNEL_USERCHECK_H
#define KERNEL_USERCHECK_H

struct env;

/*
 * Report the address at which the last user copy or check on this CPU failed,
 * in the lab's words, and end the current environment.
 */
void user_check_failed(struct env *env);

#endif
