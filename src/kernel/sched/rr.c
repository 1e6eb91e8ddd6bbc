/*
 * Round robin: first come, first served, with a queue for each CPU. The run
 * queues themselves keep that order, so there is nothing to add.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/policy.h>

const struct sched_policy sched_rr = { "rr", NULL };
