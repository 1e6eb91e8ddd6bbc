/*
 * The reader of the boot archive. One function reads an entry, with all
 * checks; everything else walks from entry to entry with it.
 *
 * Source: POSIX.1-2017, pax, "ustar Interchange Format".
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/mmu.h>
#include <kernel/archive.h>
#include <kernel/string.h>

#define BLOCK_SIZE 512

struct ustar_header {
	char name[100];
	char mode[8];
	char user[8];
	char group[8];
	char size[12];
	char modified[12];
	char checksum[8];
	char type;
	char link[100];
	char magic[6];
	char version[2];
	char user_name[32];
	char group_name[32];
	char device[16];
	char prefix[155];
	char padding[12];
};

_Static_assert(sizeof(struct ustar_header) == BLOCK_SIZE, "a header is one block");

/* Where a walk through the archive stands, and the entry it has just passed. */
struct walk {
	const struct archive *archive;
	size_t offset; /* of the next header */
	bool is_file;
	struct archive_file file; /* if is_file */
};

/* Reads an octal number that a blank, a zero byte or the field's end closes. */
static bool
read_octal(const char *field, size_t size, uint64_t *number)
{
	size_t i;

	*number = 0;
	for (i = 0; i < size && field[i] >= '0' && field[i] <= '7'; i++)
		*number = *number * 8 + (unsigned)(field[i] - '0');
	return i > 0 && (i == size || field[i] == ' ' || field[i] == '\0');
}

/* The sum of a header's bytes, its checksum field counted as blanks. */
static uint64_t
header_sum(const unsigned char *block)
{
	const size_t from = offsetof(struct ustar_header, checksum);
	const size_t to = offsetof(struct ustar_header, type);
	uint64_t sum = 0;

	for (size_t i = 0; i < BLOCK_SIZE; i++)
		sum += i >= from && i < to ? ' ' : block[i];
	return sum;
}

static bool
is_zero_block(const unsigned char *block)
{
	for (size_t i = 0; i < BLOCK_SIZE; i++)
		if (block[i] != 0)
			return false;
	return true;
}

static bool
describe_file(const struct ustar_header *header, size_t contents, size_t size_bytes,
	      struct archive_file *file)
{
	size_t length = 0;

	while (length < sizeof(header->name) && header->name[length] != '\0') {
		if (header->name[length] == '/')
			return false;
		length++;
	}
	if (length == 0 || length >= sizeof(file->name) || header->prefix[0] != '\0')
		return false;
	if (contents % PGSIZE != 0 || size_bytes > UINT32_MAX || contents / PGSIZE > UINT32_MAX)
		return false;
	memset(file, 0, sizeof(*file));
	memcpy(file->name, header->name, length);
	file->first_page = (uint32_t)(contents / PGSIZE);
	file->size_bytes = (uint32_t)size_bytes;
	return true;
}

/* Passes one entry. 1; 0 at the archive's end; -E_INVAL where it is damaged. */
static int
walk_step(struct walk *walk)
{
	const struct archive *archive = walk->archive;
	const unsigned char *block = archive->bytes + walk->offset;
	size_t room = archive->size_bytes - walk->offset;
	struct ustar_header header;
	uint64_t size_bytes, sum;

	if (room < BLOCK_SIZE)
		return -E_INVAL;
	if (is_zero_block(block))
		return 0;
	room -= BLOCK_SIZE;
	memcpy(&header, block, sizeof(header));
	if (memcmp(header.magic, "ustar", 5) != 0 ||
	    !read_octal(header.checksum, sizeof(header.checksum), &sum) ||
	    sum != header_sum(block) || !read_octal(header.size, sizeof(header.size), &size_bytes))
		return -E_INVAL;
	/* Contents fill whole blocks; the eleven digits of a size leave room to round up. */
	if ((size_bytes + BLOCK_SIZE - 1) / BLOCK_SIZE > room / BLOCK_SIZE)
		return -E_INVAL;

	walk->is_file = header.type == '0' || header.type == '\0';
	if (walk->is_file &&
	    !describe_file(&header, walk->offset + BLOCK_SIZE, (size_t)size_bytes, &walk->file))
		return -E_INVAL;
	walk->offset += BLOCK_SIZE;
	walk->offset += (size_t)(size_bytes + BLOCK_SIZE - 1) / BLOCK_SIZE * BLOCK_SIZE;
	return 1;
}

int
archive_open(struct archive *archive, const void *bytes, size_t size_bytes)
{
	struct walk walk = { .archive = archive };
	int result;

	*archive = (struct archive){ .bytes = bytes, .size_bytes = size_bytes };
	while ((result = walk_step(&walk)) > 0)
		archive->count += walk.is_file;
	if (result < 0)
		archive->count = 0;
	return result;
}

unsigned
archive_list(const struct archive *archive, struct archive_file *files, unsigned limit)
{
	struct walk walk = { .archive = archive };
	unsigned count = 0;

	if (limit > archive->count)
		limit = archive->count;
	while (count < limit && walk_step(&walk) > 0)
		if (walk.is_file)
			files[count++] = walk.file;
	return count;
}

int
archive_find(const struct archive *archive, const char *name, struct archive_file *file)
{
	struct walk walk = { .archive = archive };

	if (archive->count == 0)
		return -E_NOT_FOUND;
	while (walk_step(&walk) > 0) {
		if (!walk.is_file || strcmp(walk.file.name, name) != 0)
			continue;
		*file = walk.file;
		return 0;
	}
	return -E_NOT_FOUND;
}
