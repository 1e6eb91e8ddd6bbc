/*
 * Threads that search the numbers up to a limit for the longest Collatz
 * sequence: n goes to n / 2 if it is even, else to 3n + 1, until it is 1.
 *
 *   workers [LIMIT [THREADS]]
 *
 * They take pieces from a queue, as long as there are any, and wait for more;
 * the bars show how many pieces each has done. The first environment makes them.
 *
 * SPDX-License-Identifier: MIT
 */
#include <exo/mutex.h>
#include <exo/thread.h>
#include <inc/lib.h>
#include <stdlib.h>

#define PIECE       500u
#define QUEUE_SIZE  8
#define THREADS_MAX 32
#define BAR_WIDTH   40

/* Letters: m lock. */
static struct {
	struct mutex lock;
	struct condition filled, emptied;
	uint32_t pieces[QUEUE_SIZE]; /* m: the first number of each */
	unsigned first, count;       /* m */
	bool closed;                 /* m: there will be no more */
} queue;

static struct {
	struct mutex lock;
	uint32_t number, length; /* m: the longest so far */
} best;

static uint32_t limit = 20000;

static void
put(uint32_t piece)
{
	mutex_lock(&queue.lock);
	while (queue.count == QUEUE_SIZE)
		condition_wait(&queue.emptied, &queue.lock);
	queue.pieces[(queue.first + queue.count++) % QUEUE_SIZE] = piece;
	condition_signal(&queue.filled);
	mutex_unlock(&queue.lock);
}

/* False: all is done. */
static bool
take(uint32_t *piece)
{
	bool taken;

	mutex_lock(&queue.lock);
	while (queue.count == 0 && !queue.closed)
		condition_wait(&queue.filled, &queue.lock);
	taken = queue.count > 0;
	if (taken) {
		*piece = queue.pieces[queue.first];
		queue.first = (queue.first + 1) % QUEUE_SIZE;
		queue.count--;
		condition_signal(&queue.emptied);
	}
	mutex_unlock(&queue.lock);
	return taken;
}

static uint32_t
sequence_length(uint32_t number)
{
	uint64_t n = number;
	uint32_t length = 1;

	for (; n != 1; length++)
		n = n % 2 == 0 ? n / 2 : 3 * n + 1;
	return length;
}

static void
search(uint32_t first)
{
	for (uint32_t n = first; n < first + PIECE && n <= limit; n++) {
		const uint32_t length = sequence_length(n);

		mutex_lock(&best.lock);
		if (length > best.length || (length == best.length && n < best.number)) {
			best.number = n;
			best.length = length;
		}
		mutex_unlock(&best.lock);
	}
}

static void *
work(void *done)
{
	uint32_t piece;

	while (take(&piece)) {
		search(piece);
		++*(unsigned *)done;
	}
	return NULL;
}

void
umain(int argc, char **argv)
{
	unsigned wanted = argc > 2 ? strtoul(argv[2], NULL, 0) : 4;
	struct thread *threads[THREADS_MAX];
	unsigned done[THREADS_MAX] = { 0 }, pieces = 0;
	int error;

	if (argc > 1)
		limit = strtoul(argv[1], NULL, 0);
	if (wanted < 1 || wanted > THREADS_MAX)
		panic("there can be 1 to %d threads", THREADS_MAX);
	for (unsigned i = 0; i < wanted; i++) {
		error = thread_create(&threads[i], work, &done[i]);
		if (error < 0)
			panic("thread_create: %e", error);
	}
	for (uint32_t n = 1; n <= limit; n += PIECE, pieces++)
		put(n);
	mutex_lock(&queue.lock);
	queue.closed = true;
	condition_broadcast(&queue.filled);
	mutex_unlock(&queue.lock);
	for (unsigned i = 0; i < wanted; i++)
		thread_join(threads[i], NULL);

	for (unsigned i = 0; i < wanted; i++)
		printf("thread %2u did %3u pieces %.*s\n", i, done[i],
		       (int)(done[i] * BAR_WIDTH / (pieces > 0 ? pieces : 1)),
		       "########################################");
	printf("up to %u, %u has the longest sequence: %u numbers\n", limit, best.number,
	       best.length);
}
