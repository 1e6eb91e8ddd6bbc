/*
 * The reader of the boot archive: the files it finds, and what it refuses.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/mmu.h>
#include <kernel/archive.h>

#include <stdio.h>

#include "samples.h"
#include "unit.h"

#define FILES_MAX 16

static struct bytes sample;
static struct archive archive;

/* Opens a copy of exactly the sample's size and looks at every file in it. */
static int
open_sample(void)
{
	uint8_t *copy = malloc(sample.size != 0 ? sample.size : 1);
	struct archive_file files[FILES_MAX], found;
	int result;

	memcpy(copy, sample.data, sample.size);
	result = archive_open(&archive, copy, sample.size);
	if (result != 0) {
		CHECK_EQ(result, -E_INVAL);
		CHECK_EQ(archive.count, 0);
	}
	CHECK(archive.count < FILES_MAX);
	CHECK_EQ(archive_list(&archive, files, FILES_MAX), archive.count);
	for (unsigned i = 0; i < archive.count; i++) {
		const struct archive_file *file = &files[i];

		CHECK((uint64_t)file->first_page * PGSIZE + file->size_bytes <= sample.size);
		CHECK(file->name[0] != '\0' &&
		      memchr(file->name, '\0', sizeof(file->name)) != NULL);
		CHECK_EQ(archive_find(&archive, file->name, &found), 0);
	}
	free(copy);
	archive.bytes = sample.data;
	return result;
}

TEST("Files are listed and found by name, padding is passed over")
{
	struct archive_file files[2], file;

	sample_archive(&sample);
	CHECK_EQ(open_sample(), 0);
	CHECK_EQ(archive.count, 3);
	CHECK_EQ(archive_list(&archive, files, 2), 2);
	CHECK_STR(files[0].name, "hello");
	CHECK_EQ(files[0].size_bytes, 5);
	CHECK(memcmp(sample.data + files[0].first_page * PGSIZE, "hello", 5) == 0);
	CHECK_STR(files[1].name, "empty");
	CHECK_EQ(files[1].size_bytes, 0);
	CHECK_EQ(archive_find(&archive, "page", &file), 0);
	CHECK_STR(file.name, "page");
	CHECK_EQ(file.size_bytes, PGSIZE);
	CHECK_EQ(sample.data[file.first_page * PGSIZE + PGSIZE - 1], 'p');
	CHECK_EQ(archive_find(&archive, "padding", &file), -E_NOT_FOUND);
	CHECK_EQ(archive_find(&archive, "hell", &file), -E_NOT_FOUND);
	CHECK_EQ(archive_find(&archive, "", &file), -E_NOT_FOUND);
}

TEST("An archive without files is one, nothing at all is not")
{
	struct archive_file file;

	sample.size = 0;
	CHECK_EQ(open_sample(), -E_INVAL);
	put_zeroes(&sample, 512);
	CHECK_EQ(open_sample(), 0);
	CHECK_EQ(archive_find(&archive, "hello", &file), -E_NOT_FOUND);
}

TEST("Names must be there, fit, and have no directory part")
{
	static const struct {
		const char *name;
		int result;
	} names[] = {
		{ "x", 0 },
		{ "1234567890123456789012345678901234567890123456789012345", 0 },
		{ "12345678901234567890123456789012345678901234567890123456", -E_INVAL },
		{ "", -E_INVAL },
		{ "bin/x", -E_INVAL },
		{ "/x", -E_INVAL },
	};

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		sample.size = 0;
		put_archive_padding(&sample);
		put_archive_entry(&sample, names[i].name, '0', "x", 1);
		put_zeroes(&sample, 512);
		CHECK_EQ(open_sample(), names[i].result);
	}
}

TEST("A file off a page boundary is refused, a directory is passed over")
{
	sample.size = 0;
	put_archive_entry(&sample, "directory/", '5', "", 0);
	put_zeroes(&sample, 512);
	CHECK_EQ(open_sample(), 0);
	CHECK_EQ(archive.count, 0);
	sample.size = 512;
	put_archive_entry(&sample, "file", '0', "x", 1);
	put_zeroes(&sample, 512);
	CHECK_EQ(open_sample(), -E_INVAL);
}

/* An archive of one file, with length bytes of its header changed and the checksum made good. */
static int
open_changed(size_t at, const void *bytes, size_t length)
{
	const size_t header = 3584;
	unsigned sum = 0;
	char digits[8];

	sample.size = 0;
	put_archive_padding(&sample);
	put_archive_entry(&sample, "x", '0', "", 0);
	put_zeroes(&sample, 1024);
	memcpy(sample.data + header + at, bytes, length);
	memset(sample.data + header + 148, ' ', 8);
	for (unsigned i = 0; i < 512; i++)
		sum += sample.data[header + i];
	snprintf(digits, sizeof(digits), "%06o", sum);
	memcpy(sample.data + header + 148, digits, 7);
	return open_sample();
}

TEST("A size beyond the archive's end, or none that is octal, is refused")
{
	CHECK_EQ(open_changed(124, "00000001000", 11), 0);
	CHECK_EQ(open_changed(124, "00000002001", 11), -E_INVAL);
	CHECK_EQ(open_changed(124, "77777777777", 11), -E_INVAL);
	CHECK_EQ(open_changed(124, "777777777777", 12), -E_INVAL);
	CHECK_EQ(open_changed(124, "\200\0\0\0\0\0\0\0\0\0", 11), -E_INVAL);
	CHECK_EQ(open_changed(124, "00000000008", 11), -E_INVAL);
	CHECK_EQ(open_changed(124, "", 1), -E_INVAL);
}

TEST("A directory in the header's other name field, or another format, is refused")
{
	CHECK_EQ(open_changed(345, "", 1), 0);
	CHECK_EQ(open_changed(345, "bin", 3), -E_INVAL);
	CHECK_EQ(open_changed(257, "ustar  ", 8), 0); /* GNU tar's way of writing it */
	CHECK_EQ(open_changed(257, "USTAR", 5), -E_INVAL);
}

TEST("An archive cut off anywhere before its closing block is refused")
{
	sample_archive(&sample);
	sample.size -= 513;
	while (sample.size-- > 0)
		CHECK_EQ(open_sample(), -E_INVAL);
}

TEST("Any change to a header of a file or of padding is noticed")
{
	static const unsigned headers[] = { 0, 3584, 4096 + 512, 7680 };

	sample_archive(&sample);
	for (unsigned i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		for (unsigned at = headers[i]; at < headers[i] + 512; at++) {
			/* Digits of the sum may change into what ends a number; magic's end is free. */
			for (unsigned bit = 0; bit < 8; bit++) {
				sample.data[at] ^= 1 << bit;
				if (at - headers[i] < 148 || at - headers[i] >= 156)
					CHECK_EQ(open_sample(), -E_INVAL);
				else
					open_sample();
				sample.data[at] ^= 1 << bit;
			}
		}
	}
}
