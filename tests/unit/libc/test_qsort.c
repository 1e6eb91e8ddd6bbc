/*
 * Sorting and searching.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>
#include <unit.h>

#include "hooks.h"
#include "host.h"

#define MAX 300

static unsigned comparisons;

static int
compare_ints(const void *a, const void *b)
{
	const int *p = a, *q = b;

	comparisons++;
	return (*p > *q) - (*p < *q);
}

TEST("arrays of every length, with many equal elements or few, end in the host's order")
{
	for (size_t count = 0; count < MAX; count++) {
		int ours[MAX], theirs[MAX];
		unsigned range = next_random() % 2 == 0 ? 10 : 1000000;

		for (size_t i = 0; i < count; i++)
			ours[i] = theirs[i] = (int)(next_random() % range) - 5;
		qsort(ours, count, sizeof(ours[0]), compare_ints);
		host_qsort(theirs, count, sizeof(theirs[0]), compare_ints);
		if (!CHECK(memcmp(ours, theirs, count * sizeof(ours[0])) == 0))
			return;
	}
}

struct odd {
	int key;
	char name[7];
};

TEST("elements of any size are moved whole")
{
	struct odd elements[50];

	for (size_t i = 0; i < 50; i++) {
		elements[i].key = (int)(i * 37 % 50);
		memset(elements[i].name, 'a' + elements[i].key % 26, 7);
	}
	qsort(elements, 50, sizeof(elements[0]), compare_ints);
	for (int i = 0; i < 50; i++) {
		CHECK_EQ(elements[i].key, i);
		for (size_t at = 0; at < 7; at++)
			CHECK_EQ(elements[i].name[at], 'a' + i % 26);
	}
}

TEST("sorted, reversed and equal input costs no more than 2 n log n comparisons")
{
	static int array[4096];

	for (int kind = 0; kind < 3; kind++) {
		for (int i = 0; i < 4096; i++)
			array[i] = kind == 0 ? i : kind == 1 ? -i : 7;
		comparisons = 0;
		qsort(array, 4096, sizeof(array[0]), compare_ints);
		CHECK(comparisons <= 2 * 4096 * 12);
	}
}

TEST("bsearch finds every element and nothing else")
{
	int array[100];

	for (size_t count = 0; count <= 100; count++) {
		for (size_t i = 0; i < count; i++)
			array[i] = (int)(2 * i);
		for (int key = -1; key <= (int)(2 * count); key++) {
			int *found = bsearch(&key, array, count, sizeof(array[0]), compare_ints);

			if (key % 2 == 0 && key >= 0 && key < (int)(2 * count))
				CHECK(found == &array[key / 2]);
			else
				CHECK(found == NULL);
		}
	}
}

TEST("rand repeats its numbers after srand and stays in range")
{
	int first[10];

	srand(5);
	for (int i = 0; i < 10; i++) {
		first[i] = rand();
		CHECK(first[i] >= 0 && first[i] <= RAND_MAX);
	}
	srand(5);
	for (int i = 0; i < 10; i++)
		CHECK_EQ(rand(), first[i]);
	CHECK(first[0] != first[1]);
}
