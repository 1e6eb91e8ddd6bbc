/*
 * The reader of the boot archive. Headers are found by stepping through the
 * blocks, and their checksums made good, so that mutations get past them.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/mmu.h>
#include <kernel/archive.h>
#include <stdio.h>

#include "../unit/readers/samples.h"
#include "fuzz.h"

#define BLOCK 512

static void
fix_sums(uint8_t *data, size_t size)
{
	for (; size >= BLOCK; data += BLOCK, size -= BLOCK) {
		unsigned sum = 0;

		if (memcmp(data + 257, "ustar", 5) != 0)
			continue;
		memset(data + 148, ' ', 8);
		for (unsigned i = 0; i < BLOCK; i++)
			sum += data[i];
		snprintf((char *)data + 148, 8, "%06o", sum);
	}
}

#define FILES_MAX 64

static void
check(const uint8_t *data, size_t size)
{
	struct archive archive;
	struct archive_file file, files[FILES_MAX], found;
	unsigned count;

	if (archive_open(&archive, data, size) != 0) {
		REQUIRE(archive.count == 0);
		return;
	}
	count = archive_list(&archive, files, FILES_MAX);
	REQUIRE(count == (archive.count < FILES_MAX ? archive.count : FILES_MAX));
	for (unsigned i = 0; i < count; i++) {
		file = files[i];
		REQUIRE((uint64_t)file.first_page * PGSIZE + file.size_bytes <= size);
		REQUIRE(memchr(file.name, '\0', sizeof(file.name)) > (void *)file.name);
		REQUIRE(archive_find(&archive, file.name, &found) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size != 0 ? size : 1);

	check(data, size);
	memcpy(copy, data, size);
	fix_sums(copy, size);
	check(copy, size);
	free(copy);
	return 0;
}

size_t
fuzz_seed(unsigned index, uint8_t *to)
{
	static struct bytes bytes;

	if (index != 0)
		return 0;
	sample_archive(&bytes);
	memcpy(to, bytes.data, bytes.size);
	return bytes.size;
}
