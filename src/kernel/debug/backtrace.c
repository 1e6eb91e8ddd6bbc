/*
 * Who called whom in the kernel, and the table of its functions.
 *
 * The table is made from the kernel itself and linked in afterwards (see
 * scripts/build/symbols.py): in the first link, and only there, it is absent.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/backtrace.h>

#include <arch/monitor.h>
#include <kernel/printf.h>
#include <kernel/string.h>

#define CALLERS_MAX 64

struct kernel_symbol {
	uint32_t address;
	uint32_t name_offset;
};

extern const struct kernel_symbol kernel_symbols[] __attribute__((weak));
extern const uint32_t kernel_symbol_count __attribute__((weak));
extern const char kernel_symbol_names[] __attribute__((weak));

bool
symbol_find(uintptr_t address, const char **name, uint32_t *offset)
{
	uint32_t low = 0, high;

	if (&kernel_symbol_count == NULL || !arch_is_kernel_code(address))
		return false;
	/* The function sought begins before symbol high, and not before symbol low - 1. */
	high = kernel_symbol_count;
	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (kernel_symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return false;
	*name = kernel_symbol_names + kernel_symbols[low - 1].name_offset;
	*offset = address - kernel_symbols[low - 1].address;
	return true;
}

const char *
symbol_name(uint32_t index)
{
	if (&kernel_symbol_count == NULL || index >= kernel_symbol_count)
		return NULL;
	return kernel_symbol_names + kernel_symbols[index].name_offset;
}

bool
symbol_address(const char *name, uint32_t *address)
{
	const char *other;

	for (uint32_t i = 0; (other = symbol_name(i)) != NULL; i++) {
		if (strcmp(other, name) == 0) {
			*address = kernel_symbols[i].address;
			return true;
		}
	}
	return false;
}

void
backtrace(uintptr_t frame_pointer)
{
	uintptr_t above = 0;

	for (unsigned i = 0; i < CALLERS_MAX; i++) {
		const struct call_frame *frame = (const struct call_frame *)frame_pointer;
		const char *name;
		uint32_t offset;

		/* Callers' frames lie higher: a chain that turns back is damaged. */
		if (frame_pointer % sizeof(frame->return_address) != 0 || frame_pointer <= above ||
		    !arch_on_kernel_stack(frame_pointer, sizeof(*frame)))
			return;
		/* A call that does not return may be the last of its function: look up the call. */
		if (!symbol_find(frame->return_address - 1, &name, &offset))
			cprintf("  %08x\n", frame->return_address);
		else
			cprintf("  %08x %s+0x%x\n", frame->return_address, name, offset + 1);
		above = frame_pointer;
		frame_pointer = frame->caller_frame;
	}
}
