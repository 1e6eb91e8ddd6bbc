/*
 * The end: what to say when the kernel finds itself broken.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/assert.h>

#include <arch/console.h>
#include <arch/cpu.h>
#include <arch/power.h>
#include <kernel/atomic.h>
#include <kernel/backtrace.h>
#include <kernel/bootcode.h>
#include <kernel/console.h>
#include <kernel/main.h>
#include <kernel/monitor.h>
#include <kernel/printf.h>
#include <kernel/trace.h>
#include <kernel/cpu.h>

#define TRACES_SHOWN 16 /* together with the rest they fit on a screen of 25 lines */

static int panicking = -1; /* a: the CPU that got here first */

void
panic_at(const char *file, int line, const char *format, ...)
{
	const int self = (int)cpu_index();
	const uint32_t code = boot_code(boot_stage_now(), file, line);
	int nobody = -1;
	va_list arguments;

	if (!atomic_compare_exchange(&panicking, &nobody, self)) {
		/* Another CPU is at it and about to stop this one; or a panic within the panic. */
		if (nobody == self)
			machine_report_failure();
		for (;;)
			arch_relax();
	}
	arch_stop_others();
	console_panic_begin();
	arch_console_rescue();
	cprintf("kernel panic on CPU %d at %s:%d: ", self, file, line);
	va_start(arguments, format);
	vcprintf(format, arguments);
	va_end(arguments);
	cprintf("\n");
	backtrace((uintptr_t)__builtin_frame_address(0));
	cprintf("boot code %04x-%04x\n", code >> 16, code & 0xFFFF);
	trace_show((struct trace_filter){ .event = -1 }, TRACES_SHOWN);
	if (kernel_exits_at_end())
		machine_report_failure();
	monitor_after_panic();
}
