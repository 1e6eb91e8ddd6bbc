/*
 * A child remembers what it is told, and is made to forget:
 *
 *   save         keep its state as a checkpoint, with the next number
 *   forget [N]   put it back to that checkpoint, or to the last
 *   move         write the last checkpoint down as bytes, end the child, and start another from those
 *   quit
 *   ...          anything else it is told; of numbers it knows the sum
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/memlayout.h>
#include <exo/checkpoint.h>
#include <exo/env.h>
#include <exo/fork.h>
#include <exo/syscall.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECKPOINTS_MAX 100

/* A line is sent in a page of its own: the sender's, and where the child takes it. */
#define LINE    ((char *)UTEMP)
#define NO_PAGE ((void *)UTOP)

/* What the child knows: everything here, and nothing else, changes while it is told something. */
struct memory {
	struct memory *before;
	unsigned number;
	double sum;
	char text[];
};

static struct memory *
remember(struct memory *last, const char *line)
{
	struct memory *memory = malloc(sizeof(*memory) + strlen(line) + 1);
	char *end;
	double value;

	if (memory == NULL) {
		printf("I cannot remember more than that.\n");
		return last;
	}
	value = strtod(line, &end);
	*memory = (struct memory){ .before = last,
				   .number = last != NULL ? last->number + 1 : 1,
				   .sum = last != NULL ? last->sum : 0 };
	if (end != line && *end == '\0')
		memory->sum += value;
	strcpy(memory->text, line);
	return memory;
}

static void
tell(const struct memory *memory)
{
	printf("I know %u line%s, sum %g:", memory->number, memory->number == 1 ? "" : "s",
	       memory->sum);
	for (; memory != NULL; memory = memory->before)
		printf(" '%s'", memory->text);
	printf("\n");
}

/* What the child does: it waits in a system call whenever it is stopped. */
static _Noreturn void
listen(void)
{
	struct memory *last = NULL;
	envid_t from = 0;

	for (;;) {
		from = sys_ipc_reply_wait(from, 0, NO_PAGE, 0, LINE).from;
		if (from <= 0)
			exit(EXIT_FAILURE);
		last = remember(last, LINE);
		sys_page_unmap(0, LINE);
		if (last != NULL)
			tell(last);
	}
}

static struct {
	envid_t child;
	struct keeper *keeper;
	struct checkpoint *checkpoints[CHECKPOINTS_MAX];
	unsigned count;
} session;

static int
say(const char *line)
{
	int error;

	if (strlen(line) >= PGSIZE)
		return -E_INVAL;
	error = sys_page_alloc(0, LINE, PTE_P | PTE_U | PTE_W | PTE_NOEXEC);
	if (error < 0)
		return error;
	strcpy(LINE, line);
	error = sys_ipc_call(session.child, 0, LINE, PTE_P | PTE_U | PTE_NOEXEC, NO_PAGE).from;
	sys_page_unmap(0, LINE);
	return error < 0 ? error : 0;
}

/* Whatever came of it, the child goes on. */
static int
go_on(int error)
{
	const int started = sys_env_set_status(session.child, ENV_RUNNABLE);

	return error < 0 ? error : started;
}

static int
save(void)
{
	struct checkpoint **next = &session.checkpoints[session.count];
	int error;

	if (session.count == CHECKPOINTS_MAX)
		return -E_NO_MEM;
	error = go_on(checkpoint_take(session.keeper, next));
	if (error < 0)
		return error;
	printf("Checkpoint %u: %u pages, %u of them not in the one before.\n", ++session.count,
	       checkpoint_pages(*next), checkpoint_pages_saved(*next));
	return 0;
}

static int
forget(const char *argument)
{
	const unsigned long number =
		*argument != '\0' ? strtoul(argument, NULL, 10) : session.count;
	int error;

	if (number == 0 || number > session.count)
		return -E_NOT_FOUND;
	error = go_on(checkpoint_restore(session.keeper, session.checkpoints[number - 1]));
	if (error == 0)
		printf("Back at checkpoint %lu.\n", number);
	return error;
}

/* Begin to keep a child's checkpoints; and it will end when we do. */
static int
keep(envid_t child, struct keeper **keeper)
{
	const int error = keeper_open(child, keeper);

	return error < 0 ? error : sys_env_set_bound(child, 1);
}

/* A new child from bytes; the checkpoints serve it as well. */
static int
start_from(const void *bytes, size_t size_bytes)
{
	struct checkpoint *checkpoint;
	struct keeper *keeper;
	envid_t child;
	int error;

	error = checkpoint_load(bytes, size_bytes, &checkpoint);
	if (error < 0)
		return error;
	child = checkpoint_start(checkpoint);
	checkpoint_release(checkpoint);
	if (child < 0)
		return child;
	error = keep(child, &keeper);
	if (error < 0) {
		sys_env_destroy(child);
		return error;
	}
	keeper_close(session.keeper);
	sys_env_destroy(session.child);
	session.child = child;
	session.keeper = keeper;
	printf("It goes on as %08x, from %u bytes.\n", child, (unsigned)size_bytes);
	return go_on(0);
}

static int
move(void)
{
	const struct checkpoint *last;
	size_t size_bytes;
	void *bytes;
	int error;

	if (session.count == 0)
		return -E_NOT_FOUND;
	last = session.checkpoints[session.count - 1];
	size_bytes = checkpoint_size_bytes(last);
	bytes = malloc(size_bytes);
	if (bytes == NULL)
		return -E_NO_MEM;
	checkpoint_store(last, bytes);
	error = start_from(bytes, size_bytes);
	free(bytes);
	return error;
}

static int
obey(const char *line)
{
	if (strcmp(line, "save") == 0)
		return save();
	if (strcmp(line, "forget") == 0 || strncmp(line, "forget ", 7) == 0)
		return forget(line[6] != '\0' ? line + 7 : "");
	if (strcmp(line, "move") == 0)
		return move();
	return *line != '\0' ? say(line) : 0;
}

int
main(void)
{
	const char *line;
	int error;

	session.child = fork();
	if (session.child == 0)
		listen();
	error = session.child < 0 ? session.child : keep(session.child, &session.keeper);
	if (error < 0) {
		printf("forget: %e\n", error);
		return EXIT_FAILURE;
	}
	printf("Say something. 'save' and 'forget' work on whoever listens; 'move', 'quit'.\n");
	while ((line = readline("forget> ")) != NULL && strcmp(line, "quit") != 0) {
		error = obey(line);
		if (error < 0)
			printf("forget: %e\n", error);
	}
	return EXIT_SUCCESS;
}
