/*
 * The interrupt descriptor table and the assembly entry points behind it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_TRAP_IDT_H
#define TINE_I386_TRAP_IDT_H

#include <abi/trap.h>

struct cpu;
struct env;

/* Build the table, once; load it on this CPU. */
void idt_init(void);
void idt_load(void);

/* Entry points of the emergency tasks (entry.asm). */
void double_fault_entry(void);
void nmi_entry(void);

/* Load the registers of env, which is loaded on this CPU otherwise, and go to user mode. */
_Noreturn void enter_user(struct env *env);

/* Called by entry.asm. The first returns the environment to continue with. */
struct env *trap_from_user(struct env *env);
void trap_from_kernel(struct Trapframe *frame);
_Noreturn void double_fault(struct cpu *cpu);
void nmi_received(struct cpu *cpu);

/* Give the page fault at address to the program's handler, or end the program. */
void page_fault_upcall(struct env *env, uint32_t address);

/* Print registers, in the lab's form; those from user mode have a stack pointer too. */
void trapframe_print(const struct Trapframe *frame, uint32_t fault_address);

#endif
