/*
 * The reader of Multiboot 2's boot information: one block of tags, of which
 * nothing is believed but that the block as a whole is in memory.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <i386/boot/multiboot.h>
#include <kernel/string.h>

/* A tag's contents: what lies behind its header. */
struct contents {
	const uint8_t *bytes;
	uint32_t size_bytes;
};

/* Copies the fixed part that a tag opens with; false if the tag is too short for it. */
static bool
take(struct contents *contents, void *to, uint32_t size_bytes)
{
	if (contents->size_bytes < size_bytes)
		return false;
	memcpy(to, contents->bytes, size_bytes);
	contents->bytes += size_bytes;
	contents->size_bytes -= size_bytes;
	return true;
}

/* Copies the rest of a tag as a string into to[size]; false if it was cut off to fit. */
static bool
take_string(const struct contents *contents, char *to, size_t size)
{
	size_t i;

	for (i = 0; i < contents->size_bytes && contents->bytes[i] != '\0'; i++) {
		if (i == size - 1)
			break;
		to[i] = (char)contents->bytes[i];
	}
	to[i] = '\0';
	return i == contents->size_bytes || contents->bytes[i] == '\0';
}

static void
read_command_line(struct contents contents, struct boot_info *boot)
{
	boot->command_line_truncated =
		!take_string(&contents, boot->command_line, sizeof(boot->command_line));
}

static void
read_loader_name(struct contents contents, struct boot_info *boot)
{
	take_string(&contents, boot->loader_name, sizeof(boot->loader_name));
}

static void
read_memory_map(struct contents contents, struct boot_info *boot)
{
	struct multiboot2_memory_map map;
	struct multiboot2_memory entry;

	if (!take(&contents, &map, sizeof(map)) || map.entry_size_bytes < sizeof(entry))
		return;
	while (contents.size_bytes >= map.entry_size_bytes) {
		memcpy(&entry, contents.bytes, sizeof(entry));
		multiboot_add_memory(boot, entry.base, entry.range_size_bytes, entry.type);
		contents.bytes += map.entry_size_bytes;
		contents.size_bytes -= map.entry_size_bytes;
	}
}

static void
read_framebuffer(struct contents contents, struct boot_info *boot)
{
	struct multiboot_framebuffer framebuffer = { 0 };

	/* Text modes end before the colour fields. */
	if (contents.size_bytes > sizeof(framebuffer))
		contents.size_bytes = sizeof(framebuffer);
	if (contents.size_bytes < offsetof(struct multiboot_framebuffer, reserved))
		return;
	take(&contents, &framebuffer, contents.size_bytes);
	multiboot_add_framebuffer(boot, &framebuffer);
}

/* Takes the newer of the two, in whichever order they come. */
static void
read_rsdp(struct contents contents, struct boot_info *boot)
{
	if (contents.size_bytes > sizeof(boot->rsdp))
		contents.size_bytes = sizeof(boot->rsdp);
	if (contents.size_bytes <= boot->rsdp_size_bytes)
		return;
	boot->rsdp_size_bytes = contents.size_bytes;
	take(&contents, boot->rsdp, contents.size_bytes);
}

static void (*const readers[])(struct contents contents, struct boot_info *boot) = {
	[MULTIBOOT2_COMMAND_LINE] = read_command_line,
	[MULTIBOOT2_LOADER_NAME] = read_loader_name,
	[MULTIBOOT2_MEMORY_MAP] = read_memory_map,
	[MULTIBOOT2_FRAMEBUFFER] = read_framebuffer,
	[MULTIBOOT2_RSDP_OLD] = read_rsdp,
	[MULTIBOOT2_RSDP_NEW] = read_rsdp,
};

static void
read_archive(struct contents contents, struct boot_info *boot)
{
	struct multiboot2_module module;

	if (!take(&contents, &module, sizeof(module)) || module.end <= module.start)
		return;
	boot->archive.base = module.start;
	boot->archive.size_bytes = module.end - module.start;
	take_string(&contents, boot->archive.name, sizeof(boot->archive.name));
}

int
multiboot2_read(const struct physical_view *view, uint64_t physical, struct boot_info *boot)
{
	struct multiboot2_info info;
	struct multiboot2_memory_sizes sizes = { 0, 0 };
	struct multiboot2_tag tag;
	const uint8_t *bytes;
	bool module_seen = false;

	memset(boot, 0, sizeof(*boot));
	if (!physical_copy(view, &info, physical, sizeof(info)))
		return -E_INVAL;
	bytes = physical_map(view, physical, info.size_bytes);
	if (bytes == NULL)
		return -E_INVAL;
	boot->own_base = physical;
	boot->own_size_bytes = info.size_bytes;

	/* 64 bits, so that rounding up cannot wrap round. */
	for (uint64_t offset = sizeof(info); offset + sizeof(tag) <= info.size_bytes;
	     offset = (offset + tag.size_bytes + 7) & ~7ull) {
		struct contents contents;

		memcpy(&tag, bytes + offset, sizeof(tag));
		if (tag.type == MULTIBOOT2_END || tag.size_bytes < sizeof(tag) ||
		    tag.size_bytes > info.size_bytes - offset)
			break;
		contents.bytes = bytes + offset + sizeof(tag);
		contents.size_bytes = tag.size_bytes - sizeof(tag);

		if (tag.type == MULTIBOOT2_MODULE && !module_seen) {
			module_seen = true;
			read_archive(contents, boot);
		} else if (tag.type == MULTIBOOT2_MEMORY) {
			take(&contents, &sizes, sizeof(sizes));
		} else if (tag.type < sizeof(readers) / sizeof(readers[0]) && readers[tag.type]) {
			readers[tag.type](contents, boot);
		}
	}
	if (boot->memory_count == 0)
		multiboot_add_memory_sizes(boot, sizes.lower_kib, sizes.upper_kib);
	return boot->memory_count != 0 ? 0 : -E_INVAL;
}
