/*
 * What the kernel's monitor and its backtraces ask of the architecture.
 *
 * Nothing here takes a lock or faults, whatever state the kernel is in. What
 * is told of other CPUs and of environments is true as long as they stand
 * still.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ARCH_MONITOR_H
#define TINE_ARCH_MONITOR_H

#include <abi/types.h>

struct cpu;
struct env;

/* Does all of size_bytes from address on lie on the kernel stack that this code runs on? */
bool arch_on_kernel_stack(uintptr_t address, size_t size_bytes);

/* Is address in the kernel's code? */
bool arch_is_kernel_code(uintptr_t address);

/* The number by which the hardware knows a CPU. */
uint32_t arch_cpu_hardware_id(const struct cpu *cpu);

/* Print the registers an environment had when it last entered the kernel. */
void arch_env_show_registers(const struct env *env);

/*
 * Where an environment was then: its program counter, and the address of the
 * frame of the function it was in, which begins like struct call_frame.
 */
void arch_env_call_chain(const struct env *env, uint32_t *address, uint32_t *frame);

/* Where an environment will go on. */
uint32_t arch_env_address(const struct env *env);

#define ARCH_BREAKPOINTS 4  /* that a CPU has */
#define ARCH_CODE_MAX    15 /* bytes of an instruction */

struct arch_breakpoint {
	uint32_t va;
	uint8_t watches; /* 0: stop before the instruction; else behind a write to so many bytes */
};

/* Have this CPU stop programs at those of these with a bit in used, and at no others. */
void arch_breakpoints_load(const struct arch_breakpoint breakpoints[ARCH_BREAKPOINTS],
			   unsigned used);

/*
 * Have an environment that is not in the kernel stop after its next
 * instruction, of which code holds the bytes that could be read. Returns 0, or where a breakpoint is needed for it.
 * The first is undone by arch_env_step_hide, for good or for the time being.
 */
uint32_t arch_env_step_begin(struct env *env, const uint8_t *code, unsigned size);
void arch_env_step_hide(struct env *env);

/* Print what this processor is and can do, and what the kernel uses for a clock. */
void arch_cpu_show_features(void);

/* What compiled code leaves at its frame pointer, in the kernel and in programs. */
struct call_frame {
	uint32_t caller_frame; /* the address of the caller's; 0 ends the chain */
	uint32_t return_address;
};

/* One entry of the page tables, present or not. */
struct mapping {
	uint32_t va;         /* where it begins */
	uint32_t size_bytes; /* and how much it covers: a page, or what one table would */
	uint64_t physical;   /* what va maps to */
	bool present, user, writable, executable;
	bool large;              /* present, and not made of ordinary pages */
	const char *memory_type; /* how the processor caches it; null: as any memory */
};

/*
 * The entry that covers va in an environment's address space, which must not
 * be FREE or DYING; null: in the kernel's own.
 */
void arch_mapping_find(const struct env *env, uint32_t va, struct mapping *mapping);

enum protect_result { PROTECT_DONE, PROTECT_ABSENT, PROTECT_SHARED_TABLE, PROTECT_SHARED_PAGE };

/*
 * Let an environment, which must not be FREE or DYING, write to or execute
 * the page at va, below UTOP, not both, and those with it that have all their
 * memory in common. Refused unless the page table, and for writing the page,
 * is theirs alone. The CPUs stand still; none has the old rights when it goes on.
 */
enum protect_result arch_protect(struct env *env, uint32_t va, bool writable, bool executable);

/*
 * Read physical memory, or a device's: aligned words each by one access. The
 * range may not cross the end of a page. False: the processor has no such
 * address.
 */
bool arch_physical_read(uint64_t physical, void *bytes, size_t size_bytes);

#endif
