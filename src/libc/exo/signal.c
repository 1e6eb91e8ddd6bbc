/*
 * Signals, made of trap handlers: see <signal.h>.
 *
 * A signal's vectors have a handler exactly while the signal has one.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/trap.h>
#include <errno.h>
#include <exo/env.h>
#include <exo/trap.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <libc/stdlib/exit.h>

static struct sigaction actions[NSIG];
static sigset_t blocked;

static const struct {
	uint8_t vector, number;
} traps[] = {
	{ T_DIVIDE, SIGFPE }, { T_FPERR, SIGFPE },  { T_SIMDERR, SIGFPE }, { T_DEBUG, SIGTRAP },
	{ T_BRKPT, SIGTRAP }, { T_ILLOP, SIGILL },  { T_ALIGN, SIGBUS },   { T_STACK, SIGBUS },
	{ T_OFLOW, SIGSEGV }, { T_BOUND, SIGSEGV }, { T_TSS, SIGSEGV },    { T_SEGNP, SIGSEGV },
	{ T_GPFLT, SIGSEGV }, { T_PGFLT, SIGSEGV },
};

#define TRAPS (sizeof(traps) / sizeof(traps[0]))

/* What fxsave stores, as far as it matters here. */
struct fpu_state {
	uint16_t control, status;
	uint32_t unused0[5];
	uint32_t mxcsr;
	uint32_t unused1[121];
} __attribute__((aligned(16)));

static const struct fpu_state clean = { .control = 0x37F, .mxcsr = 0x1F80 };

static bool
is_signal(int number)
{
	return number > 0 && number < NSIG;
}

static bool
is_handled(const struct sigaction *action)
{
	return action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN;
}

/* Call the handler of a signal that has one. */
static void
call_handler(siginfo_t *info, void *context)
{
	const struct sigaction action = actions[info->si_signo];
	const sigset_t before = blocked;

	blocked |= action.sa_mask;
	if (!(action.sa_flags & SA_NODEFER))
		sigaddset(&blocked, info->si_signo);
	if (action.sa_flags & SA_RESETHAND)
		signal(info->si_signo, SIG_DFL);
	if (action.sa_flags & SA_SIGINFO)
		action.sa_sigaction(info->si_signo, info, context);
	else
		action.sa_handler(info->si_signo);
	blocked = before;
}

/* Which of the exceptions that are unmasked has come. Masks and flags have the same order in both units. */
static int
floating_point_code(const struct fpu_state *state, uint32_t vector)
{
	const uint32_t flags = vector == T_FPERR ? state->status & ~state->control
						 : state->mxcsr & ~(state->mxcsr >> 7);

	if (flags & 1)
		return FPE_FLTINV;
	if (flags & 4)
		return FPE_FLTDIV;
	if (flags & 8)
		return FPE_FLTOVF;
	return flags & 16 ? FPE_FLTUND : FPE_FLTRES;
}

static int
code(const struct ExceptionFrame *frame, const struct fpu_state *state)
{
	if (frame->xf_vector == T_DIVIDE)
		return FPE_INTDIV;
	if (frame->xf_vector == T_FPERR || frame->xf_vector == T_SIMDERR)
		return floating_point_code(state, frame->xf_vector);
	return (int)frame->xf_err;
}

static int
signal_of(uint32_t vector)
{
	for (size_t i = 0; i < TRAPS; i++)
		if (traps[i].vector == vector)
			return traps[i].number;
	return 0;
}

static void
on_trap(struct ExceptionFrame *frame)
{
	struct fpu_state state;
	siginfo_t info = { .si_signo = signal_of(frame->xf_vector) };

	__asm__ volatile("fxsave %0\n\tfxrstor %1" : "=m"(state) : "m"(clean));
	info.si_code = code(frame, &state);
	info.si_addr =
		(void *)(frame->xf_vector == T_PGFLT ? frame->xf_info : (uint32_t)frame->xf_eip);
	if (sigismember(&blocked, info.si_signo)) {
		cprintf("[%08x] signal %d while it is blocked, ip %08x\n", thisenv->env_id,
			info.si_signo, (unsigned)frame->xf_eip);
		exo_exit(EXIT_SIGNALLED + info.si_signo);
	}
	call_handler(&info, frame);
	__asm__ volatile("fxrstor %0" : : "m"(state));
}

/* Have the signal's exceptions come here, or no more. */
static int
set_traps(int number, trap_handler *handler)
{
	for (size_t i = 0; i < TRAPS; i++)
		if (traps[i].number == number && set_trap_handler(traps[i].vector, handler) < 0) {
			errno = ENOMEM;
			return -1;
		}
	return 0;
}

int
sigaction(int number, const struct sigaction *action, struct sigaction *old)
{
	struct sigaction before;

	if (!is_signal(number)) {
		errno = EINVAL;
		return -1;
	}
	if (old != NULL)
		*old = actions[number];
	if (action == NULL)
		return 0;
	/* Whenever one of its exceptions may come, the signal has a handler. */
	if (!is_handled(action)) {
		set_traps(number, NULL);
		actions[number] = *action;
		return 0;
	}
	before = actions[number];
	actions[number] = *action;
	if (set_traps(number, on_trap) == 0)
		return 0;
	if (!is_handled(&before))
		set_traps(number, NULL);
	actions[number] = before;
	return -1;
}

sighandler_t
signal(int number, sighandler_t handler)
{
	const struct sigaction action = { .sa_handler = handler };
	struct sigaction old;

	return sigaction(number, &action, &old) < 0 ? SIG_ERR : old.sa_handler;
}

int
raise(int number)
{
	siginfo_t info = { .si_signo = number };

	if (!is_signal(number)) {
		errno = EINVAL;
		return -1;
	}
	if (is_handled(&actions[number]))
		call_handler(&info, NULL);
	else if (actions[number].sa_handler == SIG_DFL)
		exo_exit(EXIT_SIGNALLED + number);
	return 0;
}

int
sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	if (old != NULL)
		*old = blocked;
	if (set == NULL)
		return 0;
	switch (how) {
	case SIG_BLOCK:
		blocked |= *set;
		return 0;
	case SIG_UNBLOCK:
		blocked &= ~*set;
		return 0;
	case SIG_SETMASK:
		blocked = *set;
		return 0;
	}
	errno = EINVAL;
	return -1;
}

void
sigjmp_save(sigjmp_buf environment, int save_mask)
{
	environment->mask_saved = save_mask;
	if (save_mask)
		environment->mask = blocked;
}

_Noreturn void
siglongjmp(sigjmp_buf environment, int value)
{
	if (environment->mask_saved)
		blocked = environment->mask;
	longjmp(environment->registers, value);
}
