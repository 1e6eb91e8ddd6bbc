/*
 * Channels in the manner of CSP: a value passes from one environment to
 * another when both are ready for it, the one naming the other.
 *
 * A channel is the pair of environments; nothing has to be made or closed.
 * One that uses channels receives by channel_receive only.
 *
 * Source: C. A. R. Hoare, "Communicating Sequential Processes",
 * Communications of the ACM 21 (1978).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_CHANNEL_H
#define TINE_EXO_CHANNEL_H

#include <abi/env.h>

/*
 * Give value to the environment to; returns 0 when it has taken it. An error
 * number: it has ended.
 */
int channel_send(envid_t to, uint32_t value);

/*
 * Take a value from the environment from and no other. Waits for ever if
 * that ends without sending. -E_NO_MEM: no memory to remember who else
 * wants to send.
 */
int channel_receive(envid_t from, uint32_t *value);

#endif
