/*
 * Lists of grants: what is in them, and that they cannot be widened.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <abi/error.h>
#include <kernel/grant.h>
#include <stdlib.h>

static struct grants *
empty(void)
{
	static union {
		struct grants grants;
		uint8_t page[PGSIZE];
	} memory;

	memory.grants.count = 0;
	return &memory.grants;
}

static bool
covers(const struct grants *grants, enum grant_kind kind, uint32_t first, uint32_t last)
{
	const struct grant_range range = { kind, first, last };

	return grants_cover(grants, &range);
}

static int
add(struct grants *grants, enum grant_kind kind, uint32_t first, uint32_t last)
{
	const struct grant_range range = { kind, first, last };

	return grants_add(grants, &range);
}

TEST("no list and an empty list hold nothing")
{
	CHECK(!covers(NULL, GRANT_PORTS, 0, 0));
	CHECK(!covers(empty(), GRANT_PORTS, 0, 0));
}

TEST("a range is held with all that is in it, and nothing beside it or of another kind")
{
	struct grants *grants = empty();

	CHECK(add(grants, GRANT_PORTS, 10, 20) == 0);
	CHECK(covers(grants, GRANT_PORTS, 10, 20));
	CHECK(covers(grants, GRANT_PORTS, 15, 15));
	CHECK(!covers(grants, GRANT_PORTS, 9, 10));
	CHECK(!covers(grants, GRANT_PORTS, 20, 21));
	CHECK(!covers(grants, GRANT_PORTS, 9, 21));
	CHECK(!covers(grants, GRANT_LINES, 10, 20));
}

TEST("a range may reach to the last number of all")
{
	struct grants *grants = empty();

	CHECK(add(grants, GRANT_MEMORY, 0, UINT32_MAX) == 0);
	CHECK(covers(grants, GRANT_MEMORY, UINT32_MAX, UINT32_MAX));
	CHECK(covers(grants, GRANT_MEMORY, 0, UINT32_MAX));
}

TEST("what is held already takes no place")
{
	struct grants *grants = empty();

	CHECK(add(grants, GRANT_PORTS, 10, 20) == 0);
	CHECK(add(grants, GRANT_PORTS, 12, 20) == 0);
	CHECK_EQ(grants->count, 1);
}

TEST("a list is full when its page is")
{
	struct grants *grants = empty();

	for (uint32_t i = 0; i < GRANTS_MAX; i++)
		CHECK(add(grants, GRANT_PORTS, 2 * i, 2 * i) == 0);
	CHECK(add(grants, GRANT_PORTS, 1, 1) == -E_NO_MEM);
	CHECK(add(grants, GRANT_PORTS, 2, 2) == 0);
	CHECK((uint8_t *)&grants->ranges[GRANTS_MAX] <= (uint8_t *)grants + PGSIZE);
}
