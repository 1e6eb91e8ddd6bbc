/*
 * bsearch.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdlib.h>

void *
bsearch(const void *key, const void *base, size_t count, size_t size_bytes,
	int (*compare)(const void *, const void *))
{
	const char *first = base;

	while (count > 0) {
		const char *middle = first + count / 2 * size_bytes;
		int order = compare(key, middle);

		if (order == 0)
			return (void *)(uintptr_t)middle;
		if (order > 0) {
			first = middle + size_bytes;
			count--;
		}
		count /= 2;
	}
	return NULL;
}
