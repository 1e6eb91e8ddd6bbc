/*
 * Signals: what a program's own exceptions are called in C, and raise.
 *
 * Nobody else sends any. A handler for an exception runs on the exception
 * stack, of which there is one page; it may siglongjmp out, and it may use
 * the FPU: its registers are saved around the handler, which starts with clean ones.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_SIGNAL_H
#define TINE_SIGNAL_H

#include <stdint.h>

/* Numbers as on other systems. */
#define SIGINT  2
#define SIGILL  4  /* invalid opcode */
#define SIGTRAP 5  /* breakpoint, single step */
#define SIGABRT 6  /* abort() */
#define SIGBUS  7  /* alignment, stack segment */
#define SIGFPE  8  /* division, x87 and SIMD exceptions that are unmasked */
#define SIGSEGV 11 /* page fault, protection, bounds, overflow */
#define SIGTERM 15
#define NSIG    32

typedef int sig_atomic_t;
typedef uint32_t sigset_t; /* bit n: signal n */
typedef void (*sighandler_t)(int number);

#define SIG_DFL ((sighandler_t)0)
#define SIG_IGN ((sighandler_t)1)
#define SIG_ERR ((sighandler_t)-1)

/* si_code of SIGFPE; of other signals it is the exception's error code. */
enum { FPE_INTDIV = 1, FPE_FLTINV, FPE_FLTDIV, FPE_FLTOVF, FPE_FLTUND, FPE_FLTRES };

typedef struct {
	int si_signo;
	int si_code;
	void *si_addr; /* page fault: what was to be accessed; else the instruction */
} siginfo_t;

#define SA_SIGINFO   1 /* sa_sigaction is meant */
#define SA_NODEFER   2 /* the signal is not blocked in its handler */
#define SA_RESETHAND 4 /* for once only */

/*
 * The context of a handler with SA_SIGINFO is the struct ExceptionFrame of
 * <abi/trap.h>, null for raise. What it leaves there is where the program goes on.
 */
struct sigaction {
	union {
		sighandler_t sa_handler;
		void (*sa_sigaction)(int number, siginfo_t *info, void *context);
	};
	sigset_t sa_mask; /* blocked in the handler, too */
	int sa_flags;
};

/*
 * Set (if action is not null) and get (if old is not null) what becomes of a
 * signal. 0, or -1 with errno EINVAL or ENOMEM. An exception whose signal is
 * blocked, ignored or left to SIG_DFL ends the program.
 */
int sigaction(int number, const struct sigaction *action, struct sigaction *old);

/* The same for a handler alone, which stays set. The previous one, or SIG_ERR. */
sighandler_t signal(int number, sighandler_t handler);

/* Call the handler, if there is one, on this stack; SIG_DFL ends the program. 0, or -1 with EINVAL. */
int raise(int number);

/* The signals that are blocked, to be saved and set by sigsetjmp and siglongjmp. */
enum { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK };
int sigprocmask(int how, const sigset_t *set, sigset_t *old);

static inline int
sigemptyset(sigset_t *set)
{
	*set = 0;
	return 0;
}

static inline int
sigfillset(sigset_t *set)
{
	*set = ~(sigset_t)0;
	return 0;
}

static inline int
sigaddset(sigset_t *set, int number)
{
	*set |= (sigset_t)1 << number;
	return 0;
}

static inline int
sigdelset(sigset_t *set, int number)
{
	*set &= ~((sigset_t)1 << number);
	return 0;
}

static inline int
sigismember(const sigset_t *set, int number)
{
	return *set >> number & 1;
}

#endif
