/*
 * What the monitor's parts share: the form of a command, and reading one.
 *
 * monitor_line.c, monitor_parse.c and monitor_complete.c touch nothing but
 * their arguments, so that they are also tested on the host.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_DEBUG_MONITOR_COMMAND_H
#define TINE_KERNEL_DEBUG_MONITOR_COMMAND_H

#include <abi/types.h>
#include <kernel/breakpoint.h>

#define LINE_SIZE      77 /* with the prompt before it, a line is not wrapped */
#define HISTORY_LINES  16
#define ARGUMENTS_MAX  4
#define CANDIDATES_MAX 40                 /* are shown; of others, only that there are more */
#define DUMP_WORDS_MAX 4096               /* nothing stops a dump half-way */
#define PHYSICAL_LAST  ((1ull << 44) - 1) /* what page numbers of 32 bits reach */

struct cpu;
struct env;
struct command_call;

/* Numbers are hexadecimal, except for counts, which may be if they start with 0x. */
enum argument_kind {
	ARGUMENT_NONE,
	ARGUMENT_VA, /* or the name of a function */
	ARGUMENT_PHYSICAL,
	ARGUMENT_ENV,     /* an environment's id */
	ARGUMENT_COUNT,   /* at most DUMP_WORDS_MAX */
	ARGUMENT_RIGHTS,  /* r, rw or rx: bits of enum right */
	ARGUMENT_PATTERN, /* the call's pattern */
	ARGUMENT_EVENT,   /* enum trace_event */
};

enum right { RIGHT_WRITE = 1, RIGHT_EXECUTE = 2 };

/* What is searched for. */
struct pattern {
	size_t size; /* at least 1 */
	uint8_t bytes[LINE_SIZE];
};

/* Packed, since there are many. */
struct __attribute__((packed)) argument {
	uint8_t kind;     /* enum argument_kind */
	const char *name; /* for people; in brackets: may be left out, with all that follow */
};

/* One form of a command. */
struct command {
	const char *name; /* one or more words */
	struct argument arguments[ARGUMENTS_MAX];
	const char *text; /* what it does, for "help" */
	void (*run)(const struct command_call *call);
};

enum parse_result {
	PARSE_OK,
	PARSE_EMPTY,   /* no words */
	PARSE_UNKNOWN, /* word is no command */
	PARSE_MISSING, /* an argument that may not be left out */
	PARSE_EXCESS,  /* word is one too many */
	PARSE_BAD,     /* word is not what the argument should be */
};

struct command_call {
	const struct command *command; /* null if there is none of that name */
	unsigned count;                /* of arguments given */
	uint64_t values[ARGUMENTS_MAX];
	struct pattern pattern;           /* where the command has one */
	const char *names[ARGUMENTS_MAX]; /* where not null: the value is this function's address */
	const char *word;                 /* what is wrong */
	enum argument_kind expected;      /* what should have been there */
};

/*
 * Take a line apart. Where more than one form fits its first words, the
 * longest name counts. The line is changed, and call points into it.
 */
enum parse_result command_parse(const struct command *commands, unsigned count, char *line,
				struct command_call *call);

/* A number in base 10 or 16; 0x makes it 16. False: it is none, or above limit. */
bool parse_number(const char *word, unsigned base, uint64_t limit, uint64_t *value);

/*
 * A pattern of text in quotes, of bytes (7f:45), or of a word. False: it is none. The word is
 * shorter than LINE_SIZE.
 */
bool pattern_parse(const char *word, struct pattern *pattern);

/* The first place, from from on, where the pattern lies in bytes; size_bytes if there is none. */
size_t pattern_find(const struct pattern *pattern, const uint8_t *bytes, size_t size_bytes,
		    size_t from);

/* The latest lines; the oldest is overwritten. */
struct history {
	unsigned count; /* of all that were ever added */
	char lines[HISTORY_LINES][LINE_SIZE];
};

/* A line that is being typed. */
struct line {
	size_t length, cursor;
	unsigned back;         /* which line of the history it shows; 0: none */
	unsigned sequence;     /* bytes of an escape sequence there have been */
	unsigned parameter;    /* that it has */
	char text[LINE_SIZE];  /* ends in a zero byte */
	char typed[LINE_SIZE]; /* what it was before a line of the history came in its place */
};

enum line_event {
	LINE_IGNORED,
	LINE_ADDED,    /* the character was added at the end */
	LINE_ERASED,   /* the last one was taken away */
	LINE_CHANGED,  /* anything else: text or cursor */
	LINE_COMPLETE, /* the word at the cursor is to be completed */
	LINE_DONE,
};

void line_begin(struct line *line);

/* What a typed character does to a line: see the table in monitor_line.c. */
enum line_event line_type(struct line *line, const struct history *history, int character);

/* Put text in at the cursor; as much of it as there is room for. */
void line_insert(struct line *line, const char *text);

/* Add a line, unless it is empty or the same as the one before. */
void history_add(struct history *history, const char *text);

/* What a word may become. Begins as zeroes, but for show. */
struct completion {
	const char *word; /* as far as it goes */
	size_t length;
	unsigned count;                      /* of candidates that begin like it */
	char common[LINE_SIZE];              /* all of them begin so */
	char last[LINE_SIZE];                /* the latest of them: it counts once */
	void (*show)(const char *candidate); /* or null; for CANDIDATES_MAX */
};

/* Say what a word may be; it counts if that begins like the word. */
void completion_offer(struct completion *completion, const char *candidate);

/* Offers all values an argument of some kind may have. */
typedef void offer_values(enum argument_kind kind, struct completion *completion);

/* Find what the word before the cursor may become. The completion points into the line. */
void command_complete(const struct command *commands, unsigned count, const struct line *line,
		      offer_values *offer, struct completion *completion);

/* Put in what is certain, and a space behind the only candidate. False: nothing is. */
bool line_complete(struct line *line, const struct completion *completion);

/* The environment of that id, or null. */
const struct env *env_with_id(uint64_t id);

/* The same, for a command: if there is none, that is said. */
const struct env *monitor_env(uint64_t id);

/* The same, but its memory must be there as well. */
const struct env *monitor_env_with_memory(uint64_t id);

/* Offer the ids of all environments. */
void offer_env_ids(struct completion *completion);

/* Offer the functions of a program, or (null) the kernel's; those of all programs that run. */
void offer_functions(const struct env *env, struct completion *completion);
void offer_env_functions(struct completion *completion);

/*
 * Read memory of an environment's address space (null: the kernel's). False
 * if any of it is not mapped. Never faults.
 */
bool monitor_read(const struct env *env, uint32_t va, void *bytes, size_t size_bytes);

/* Say that an environment has stopped, where, and why. False: what it was to stop for is gone. */
bool breakpoint_report(struct env *env, enum stop why);

/* The event of that name, or -1; all names. */
int trace_event_find(const char *name);
void offer_events(struct completion *completion);

/* Leave the monitor after this command; not after a panic: then there is nothing to go back to. */
bool monitor_may_leave(void);
void monitor_leave(void);

/* A CPU that has not stopped for the monitor yet; null: all others stand still. */
const struct cpu *monitor_first_awaited(void);

/* Do they? If not, says so. */
bool monitor_may_change(void);

/* The commands; see the table in monitor.c. */
void command_backtrace(const struct command_call *call);
void command_break(const struct command_call *call);
void command_breakpoints(const struct command_call *call);
void command_cpu(const struct command_call *call);
void command_cpus(const struct command_call *call);
void command_delete(const struct command_call *call);
void command_dump(const struct command_call *call);
void command_dump_physical(const struct command_call *call);
void command_envs(const struct command_call *call);
void command_locks(const struct command_call *call);
void command_locks_reset(const struct command_call *call);
void command_log(const struct command_call *call);
void command_mappings(const struct command_call *call);
void command_memory(const struct command_call *call);
void command_protect(const struct command_call *call);
void command_sched(const struct command_call *call);
void command_search(const struct command_call *call);
void command_search_physical(const struct command_call *call);
void command_step(const struct command_call *call);
void command_trace(const struct command_call *call);
void command_trace_of(const struct command_call *call);
void command_trace_off(const struct command_call *call);
void command_trace_on(const struct command_call *call);
void command_trapframe(const struct command_call *call);
void command_watch(const struct command_call *call);

#endif
