/*
 * Checkpoints of a descendant: all its state, kept, to which it is put back
 * any number of times, or from which another is started.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_CHECKPOINT_H
#define TINE_EXO_CHECKPOINT_H

#include <abi/types.h>

struct checkpoint;

/* Whose checkpoints are taken, and what is known of its memory since the last. */
struct keeper;

/*
 * Begin to keep checkpoints of a descendant, which nobody else may do until
 * the caller ends: -E_BUSY, from the calls below. One keeper for each
 * environment. -E_NO_MEM. Closing it leaves the environment and its
 * checkpoints as they are.
 */
int keeper_open(envid_t env, struct keeper **keeper);
void keeper_close(struct keeper *keeper);

/*
 * Stop the environment and take a checkpoint. Pages that it can write are
 * copied if it may have written to them since the last one, or since it was
 * restored; read-only ones, and those marked PTE_SHARE, are kept themselves.
 * It stays stopped: sys_env_set_status starts it. -E_NO_MEM, -E_BAD_ENV, or
 * -E_INVAL if somebody has started it meanwhile; then there is no checkpoint,
 * and the environment's state is as it was.
 */
int checkpoint_take(struct keeper *keeper, struct checkpoint **taken);

/*
 * Stop the environment and put it back to a checkpoint, of its own or of
 * another environment: pages that have changed since get their contents
 * again, new ones go, others return. What it waited for in a system call it
 * will wait for again, by making the call again. It stays stopped. On
 * -E_NO_MEM and -E_NOT_SUPP it is as it was, and on -E_INVAL if it shares
 * memory that it did not share then (sfork); else these and other errors mean
 * that it has ended, or that somebody has started it meanwhile.
 */
int checkpoint_restore(struct keeper *keeper, const struct checkpoint *checkpoint);

/*
 * A new child, stopped, put to a checkpoint; its id, or an error, and there is
 * no child. -E_NOT_SUPP: its memory was not its own (sfork), or as above.
 */
envid_t checkpoint_start(const struct checkpoint *checkpoint);

/* How many pages it has, and how many of them were copied or referred to for it and not for one before. */
uint32_t checkpoint_pages(const struct checkpoint *checkpoint);
uint32_t checkpoint_pages_saved(const struct checkpoint *checkpoint);

void checkpoint_release(struct checkpoint *checkpoint);

/*
 * A checkpoint as bytes: store writes as many as size says. load makes a
 * checkpoint of such bytes, which may have come from anywhere: -E_INVAL if
 * they are not whole, -E_NOT_SUPP if another version wrote them, -E_NO_MEM.
 * Memory that was shared is the own memory of whoever is started from it.
 */
size_t checkpoint_size_bytes(const struct checkpoint *checkpoint);
void checkpoint_store(const struct checkpoint *checkpoint, void *bytes);
int checkpoint_load(const void *bytes, size_t size_bytes, struct checkpoint **loaded);

#endif
