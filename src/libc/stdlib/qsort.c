/*
 * qsort: heapsort, which is never quadratic and needs no memory.
 *
 * Quicksort compares less often, but has inputs on which it is quadratic, and
 * keeping it from these costs more lines than this whole file.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

struct heap {
	char *base;
	size_t size_bytes; /* of an element */
	int (*compare)(const void *, const void *);
};

static char *
element(const struct heap *heap, size_t index)
{
	return heap->base + index * heap->size_bytes;
}

static void
swap(const struct heap *heap, size_t a, size_t b)
{
	char *p = element(heap, a), *q = element(heap, b);

	for (size_t i = 0; i < heap->size_bytes; i++) {
		char byte = p[i];

		p[i] = q[i];
		q[i] = byte;
	}
}

/* Lets the element at `parent` sink until neither of its children is greater. */
static void
sink(const struct heap *heap, size_t parent, size_t count)
{
	while (parent < count / 2) {
		size_t child = 2 * parent + 1;

		if (child + 1 < count &&
		    heap->compare(element(heap, child), element(heap, child + 1)) < 0)
			child++;
		if (heap->compare(element(heap, parent), element(heap, child)) >= 0)
			return;
		swap(heap, parent, child);
		parent = child;
	}
}

void
qsort(void *base, size_t count, size_t size_bytes, int (*compare)(const void *, const void *))
{
	struct heap heap = { base, size_bytes, compare };

	for (size_t parent = count / 2; parent > 0; parent--)
		sink(&heap, parent - 1, count);
	while (count > 1) {
		swap(&heap, 0, --count);
		sink(&heap, 0, count);
	}
}
