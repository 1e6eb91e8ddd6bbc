/*
 * Who called whom in the kernel.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/backtrace.h>

#include "program_symbols.h"

#include <arch/monitor.h>
#include <kernel/printf.h>

#define CALLERS_MAX 64

void
backtrace(uintptr_t frame_pointer)
{
	uintptr_t above = 0;

	for (unsigned i = 0; i < CALLERS_MAX; i++) {
		const struct call_frame *frame = (const struct call_frame *)frame_pointer;

		/* Callers' frames lie higher: a chain that turns back is damaged. */
		if (frame_pointer % sizeof(frame->return_address) != 0 || frame_pointer <= above ||
		    !arch_on_kernel_stack(frame_pointer, sizeof(*frame)))
			return;
		cprintf("  ");
		show_place(NULL, frame->return_address, true);
		cprintf("\n");
		above = frame_pointer;
		frame_pointer = frame->caller_frame;
	}
}
