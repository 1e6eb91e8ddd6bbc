/*
 * What the short ways (fast.c) have in common with the long ones (ipc.c).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_IPC_FAST_H
#define TINE_KERNEL_IPC_FAST_H

#include <kernel/env.h>
#include <kernel/usercheck.h>

/* What is wrong with an offer, as far as its sender alone is concerned. */
int offer_check(const struct env *sender, const struct ipc_offer *offer);

/* Map the page that is offered where the receiver wants it; gives its rights, or 0 without one. */
int offer_transfer(struct env *sender, const struct ipc_offer *offer, struct env *receiver);

/* Can a page be received here? UTOP and above: yes, by not being mapped. */
static inline bool
target_valid(uservaddr_t va)
{
	return va.value >= UTOP || user_page_valid(va);
}

/* What the system calls do where the short way is not open; the first sends caller's offer. */
int32_t ipc_send_slowly(struct env *caller, envid_t to);
int32_t ipc_recv_slowly(struct env *caller, uservaddr_t target_va);

#endif
