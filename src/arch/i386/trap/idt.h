/*
 * The interrupt descriptor table and the assembly entry points behind it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_TRAP_IDT_H
#define TINE_I386_TRAP_IDT_H

#include <abi/memlayout.h>
#include <abi/trap.h>

#define EXCEPTION_VECTORS   32 /* with those that are reserved */
#define INTERRUPT_STUB_SIZE 7  /* bytes of the entry point of any other */

struct cpu;
struct env;

/* Build the table, once; load it on this CPU. */
void idt_init(void);
void idt_load(void);

/* Entry points of the emergency tasks (entry.asm). */
void double_fault_entry(void);
void nmi_entry(void);

/* Called by entry.asm. The first returns the environment to continue with. */
struct env *trap_from_user(struct env *env);
void trap_from_kernel(struct Trapframe *frame);
_Noreturn void double_fault(struct cpu *cpu);
void nmi_received(struct cpu *cpu);

/*
 * Give the trap that env is in to the upcall the program has set for it; false
 * if there is none. info is xf_info. A program whose upcall or exception stack
 * is no good is ended.
 */
bool trap_upcall(struct env *env, uint32_t info);

/*
 * Where a frame goes on the exception stack: at its top or, if esp is there
 * already, spare_bytes below it. The result may lie below the stack's page: it
 * has overflowed. A stack pointer in the guard page means that too: the
 * handler itself used up the last of it.
 */
static inline uint32_t
exception_frame_address(uint32_t esp, uint32_t spare_bytes, uint32_t frame_bytes)
{
	const bool nested = esp > USTACKTOP && esp < UXSTACKTOP;

	return (nested ? esp - spare_bytes : UXSTACKTOP) - frame_bytes;
}

/* If env's trap, before which its stack pointer was esp, has led to a handler of its own, record that. */
void trace_upcall(const struct env *env, uint32_t esp);

/* Give the page fault at address to the program's handler, or end the program. */
void page_fault_upcall(struct env *env, uint32_t address);

/* Print registers, in the lab's form; those from user mode have a stack pointer too. */
void trapframe_print(const struct Trapframe *frame, uint32_t fault_address);

#endif
