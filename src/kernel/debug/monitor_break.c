/*
 * Commands that stop programs: breakpoints, watched words, and single steps.
 *
 * All that is kept here is changed by the CPU that has the monitor while the
 * others stand still, except that the end of a step is noted where it happens.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/breakpoint.h>

#include "monitor_command.h"
#include "program_symbols.h"

#include <arch/monitor.h>
#include <kernel/env.h>
#include <kernel/printf.h>
#include <kernel/trace.h>

#define STEP_PLACE  (ARCH_BREAKPOINTS - 1) /* of the breakpoint that ends a step */
#define BREAKPOINTS STEP_PLACE             /* those for commands */
_Static_assert(BREAKPOINTS == 3, "the text says so");

/* id 0: none. */
static struct breakpoint {
	envid_t id;
	struct arch_breakpoint arch;
} breakpoints[ARCH_BREAKPOINTS];

static uint32_t version;    /* a: of breakpoints[] */
static uint32_t step_start; /* the instruction at which a step with a breakpoint began */
static envid_t stopped;     /* who stopped last */
envid_t stepping;
bool traps_watched;

/* A step's own instruction is to be carried out: nothing stops its environment there. */
static bool
is_passed_over(const struct breakpoint *breakpoint)
{
	return breakpoint != &breakpoints[STEP_PLACE] &&
	       breakpoint->id == breakpoints[STEP_PLACE].id && !breakpoint->arch.watches &&
	       breakpoint->arch.va == step_start;
}

void
breakpoints_follow(void)
{
	struct cpu *self = this_cpu();
	const uint32_t wanted = atomic_load(&version);
	struct arch_breakpoint loaded[ARCH_BREAKPOINTS];
	unsigned used = 0;

	if (self->breakpoints == wanted)
		return;
	for (unsigned i = 0; i < ARCH_BREAKPOINTS; i++) {
		loaded[i] = breakpoints[i].arch;
		if (breakpoints[i].id != 0 && !is_passed_over(&breakpoints[i]))
			used |= 1u << i;
	}
	arch_breakpoints_load(loaded, used);
	self->breakpoints = wanted;
}

void
breakpoints_publish(void)
{
	traps_watched = tracing || stepping != 0;
	atomic_fetch_add(&version, 1);
	breakpoints_follow();
	cpus_request_poll_later();
}

enum stop
breakpoint_met(const struct env *env, uint32_t va, unsigned watches)
{
	const envid_t id = env_id(env);
	enum stop why = STOP_NOT;

	for (unsigned i = 0; i < ARCH_BREAKPOINTS; i++) {
		if (breakpoints[i].id != id)
			continue;
		if (!breakpoints[i].arch.watches && breakpoints[i].arch.va == va)
			return i == STEP_PLACE ? STOP_STEP : STOP_BREAKPOINT;
		if (breakpoints[i].arch.watches && (watches & 1u << i))
			why = STOP_WATCH;
	}
	return why;
}

bool
step_ends(const struct env *env)
{
	if (stepping != env_id(env))
		return false;
	stepping = 0;
	return true;
}

/* A step that has not ended is given up: its environment runs on. */
static void
step_cancel(void)
{
	struct env *env = &env_slots[ENVX(stepping)];

	if (stepping != 0 && env_with_id((uint64_t)stepping) == env)
		arch_env_step_hide(env);
	stepping = 0;
	breakpoints[STEP_PLACE].id = 0;
}

static bool
watches_of(const struct env *env)
{
	for (unsigned i = 0; i < BREAKPOINTS; i++)
		if (breakpoints[i].id == env_id(env) && breakpoints[i].arch.watches)
			return true;
	return false;
}

bool
breakpoint_report(struct env *env, enum stop why)
{
	static const char *const reasons[] = {
		[STOP_BREAKPOINT] = "at a breakpoint",
		[STOP_WATCH] = "after a write to a watched word",
		[STOP_STEP] = "after a step",
		[STOP_HANDLER] = "after a step into a handler",
	};

	/* Another CPU's monitor may have deleted it while this one waited for its turn. */
	if (why == STOP_BREAKPOINT && breakpoint_met(env, arch_env_address(env), 0) == STOP_NOT)
		return false;
	if (why == STOP_WATCH && !watches_of(env))
		return false;
	step_cancel();
	stopped = env_id(env);
	trace_always(TRACE_STOP, arch_env_address(env), 0);
	cprintf("[%08x] stopped %s: ", (unsigned)stopped, reasons[why]);
	show_place(env, arch_env_address(env), false);
	cprintf("\n");
	return true;
}

/* Breakpoints of environments that are gone make way. */
static struct breakpoint *
free_place(void)
{
	for (unsigned i = 0; i < BREAKPOINTS; i++)
		if (breakpoints[i].id == 0 || env_with_id((uint64_t)breakpoints[i].id) == NULL)
			return &breakpoints[i];
	return NULL;
}

static void
show(const struct breakpoint *breakpoint)
{
	const struct env *env = env_with_id((uint64_t)breakpoint->id);
	const uint32_t va = breakpoint->arch.va;
	uint32_t value = 0;

	cprintf("%u  %08x  ", (unsigned)(breakpoint - breakpoints), (unsigned)breakpoint->id);
	if (env == NULL)
		cprintf("%08x, but the environment has ended", (unsigned)va);
	else if (!breakpoint->arch.watches)
		show_place(env, va, false);
	else if (monitor_read(env, va, &value, breakpoint->arch.watches))
		cprintf("%08x is watched, and holds %x", (unsigned)va, (unsigned)value);
	else
		cprintf("%08x is watched, and not mapped", (unsigned)va);
	cprintf("\n");
}

/* Stop the environment that the call names at the address it names. */
static void
add(const struct command_call *call, uint8_t watches)
{
	const struct env *env = monitor_env_with_memory(call->values[1]);
	struct breakpoint *place = free_place();

	if (env == NULL)
		return;
	if (call->values[0] >= UTOP) {
		cprintf("Only programs can be stopped: their addresses are below %08x.\n",
			(unsigned)UTOP);
		return;
	}
	if (place == NULL) {
		cprintf("There are 3 breakpoints, no more; 'delete' one.\n");
		return;
	}
	*place = (struct breakpoint){ env_id(env), { (uint32_t)call->values[0], watches } };
	show(place);
}

void
command_break(const struct command_call *call)
{
	add(call, 0);
}

void
command_watch(const struct command_call *call)
{
	const unsigned misaligned = call->values[0] % sizeof(uint32_t);

	/* The processor watches words, halves and bytes where they are aligned. */
	add(call, misaligned == 0 ? 4 : misaligned == 2 ? 2 : 1);
}

void
command_breakpoints(const struct command_call *call)
{
	bool any = false;

	(void)call;
	for (unsigned i = 0; i < BREAKPOINTS; i++) {
		if (breakpoints[i].id == 0)
			continue;
		any = true;
		show(&breakpoints[i]);
	}
	if (!any)
		cprintf("There are no breakpoints.\n");
}

void
command_delete(const struct command_call *call)
{
	const uint64_t number = call->values[0];

	if (number >= BREAKPOINTS || breakpoints[number].id == 0)
		cprintf("There is no breakpoint %llu.\n", number);
	else
		breakpoints[number].id = 0;
}

/* May it be in the kernel, which has yet to do with its registers? */
static bool
is_in_kernel(const struct env *env)
{
	return env_status(env) != ENV_RUNNABLE && env != this_cpu()->current;
}

/* Have env stop after its next instruction, or as soon as it is back from the kernel. */
static void
step_begin(struct env *env)
{
	uint8_t code[ARCH_CODE_MAX];
	unsigned size = 0;
	uint32_t end;

	step_start = arch_env_address(env);
	while (size < sizeof(code) && monitor_read(env, step_start + size, &code[size], 1))
		size++;
	end = is_in_kernel(env) ? step_start : arch_env_step_begin(env, code, size);
	if (end != 0)
		breakpoints[STEP_PLACE] = (struct breakpoint){ env_id(env), { end, 0 } };
	else
		stepping = env_id(env);
}

void
command_step(const struct command_call *call)
{
	const struct env *env;

	if (!monitor_may_leave()) {
		cprintf("The kernel has panicked: no program will take a step.\n");
		return;
	}
	if (call->count == 0 && stopped == 0) {
		cprintf("No environment has stopped yet. It is: step ENVID\n");
		return;
	}
	env = monitor_env_with_memory(call->count > 0 ? call->values[0] : (uint64_t)stopped);
	if (env == NULL)
		return;
	if (env->stopped) {
		cprintf("Another environment has stopped it, and has to start it first.\n");
		return;
	}
	step_cancel();
	step_begin(&env_slots[ENVX(env_id(env))]);
	monitor_leave();
}
