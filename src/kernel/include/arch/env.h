/*
 * An environment's registers. The architecture defines struct arch_env in
 * <i386/cpu/envstate.h>; the portable kernel uses only these functions.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ARCH_ENV_H
#define TINE_ARCH_ENV_H

#include <abi/state.h>
#include <abi/trap.h>
#include <i386/cpu/envstate.h>
#include <kernel/uservaddr.h>

struct cpu;
struct env;

/* Registers of a program that has not run yet: all zero, a clean FPU. */
void arch_env_init(struct env *env);

/* Give child the registers and trap upcalls of parent, the current environment, as they are now. */
void arch_env_copy(struct env *child, const struct env *parent);

/* Where it continues, and with which stack pointer. */
void arch_env_set_entry(struct env *env, uintptr_t entry, uintptr_t stack);

/*
 * The system call it is in: its number, and setting what it returns and, as a message, beside
 * that. To be inlined:
 *
 *   uint32_t arch_env_call_number(const struct arch_env *arch);
 *   void arch_env_set_result(struct arch_env *arch, int32_t result);
 *   void arch_env_set_message(struct arch_env *arch, uint32_t value, int perm);
 */

/*
 * Take over registers that a program supplied: segment selectors and the
 * flags that matter to protection are set to what a program may have.
 */
void arch_env_set_registers(struct env *env, const struct Trapframe *registers);

/* The same with registers as an upcall has them. */
void arch_env_set_exception_registers(struct env *env, const struct ExceptionFrame *registers);

/* Is this an exception or a software interrupt that a program may handle itself? */
bool arch_is_program_trap(uint32_t vector);

/* Where env continues after that one; 0: nowhere, it ends. env's lock held. */
void arch_env_set_trap_upcall(struct env *env, uint32_t vector, uintptr_t upcall);

/* Have segment, SEGMENT_FS or SEGMENT_GS, of env, the current environment, begin at base. */
void arch_env_set_segment_base(struct env *env, uint32_t segment, uintptr_t base);

/*
 * Its registers and upcalls, those of the FPU included, as a program may see
 * them; waits: of one that is about to make the call again that it waits in.
 * It is not loaded, and its lock held.
 */
void arch_env_get_state(const struct env *env, bool waits, struct EnvState *state);

/* Has the processor all registers that the FPU's state in it is about? */
bool arch_env_state_fits(const struct EnvState *state);

/* Take over one that fits, from a program, as arch_env_set_registers does. */
void arch_env_set_state(struct env *env, const struct EnvState *state);

/* Make the call that env is in be made again when it next runs. */
void arch_env_restart_call(struct env *env);

/*
 * The call that env, the current environment, is in has found no memory at
 * va, below UTOP, to read or to write. True: env goes on in its handler for
 * page faults, and makes the call again when that returns. False: it has none; or
 * it has been ended, for want of an exception stack, say. No lock is held.
 */
bool arch_env_fault_in_call(struct env *env, uservaddr_t va, bool writes);

#endif
