/*
 * The reader of Multiboot 1's boot information, which is spread over memory:
 * every pointer in it is followed through the physical view only.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <i386/boot/multiboot.h>
#include <kernel/string.h>

/* A map that claims more (2,700 entries) is damaged; this bounds the work. */
#define MEMORY_MAP_SIZE_MAX (64 * 1024)

/*
 * Copies the string at physical into to[size], cut off to fit; it always ends. A byte at a
 * time, because only the string itself is sure to be there. False if cut off or damaged.
 */
static bool
copy_string(const struct physical_view *view, uint64_t physical, char *to, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (!physical_copy(view, &to[i], physical + i, 1)) {
			to[i] = '\0';
			return false;
		}
		if (to[i] == '\0')
			return true;
	}
	to[size - 1] = '\0';
	return false;
}

static void
read_memory_map(const struct physical_view *view, const struct multiboot1_info *info,
		struct boot_info *boot)
{
	const uint32_t fixed = sizeof(uint32_t); /* size_bytes does not count itself */
	struct multiboot1_memory entry;
	uint32_t offset = 0;
	uint32_t end = info->memory_map_size_bytes;

	if (end > MEMORY_MAP_SIZE_MAX)
		return;
	while (end - offset >= sizeof(entry)) {
		if (!physical_copy(view, &entry, (uint64_t)info->memory_map + offset,
				   sizeof(entry)))
			return;
		if (entry.size_bytes < sizeof(entry) - fixed ||
		    entry.size_bytes > end - offset - fixed)
			return;
		multiboot_add_memory(boot, entry.base, entry.range_size_bytes, entry.type);
		offset += entry.size_bytes + fixed;
	}
}

static void
read_archive(const struct physical_view *view, const struct multiboot1_info *info,
	     struct boot_info *boot)
{
	struct multiboot1_module module;

	if (info->module_count == 0 || !physical_copy(view, &module, info->modules, sizeof(module)))
		return;
	if (module.end <= module.start)
		return;
	boot->archive.base = module.start;
	boot->archive.size_bytes = module.end - module.start;
	if (module.name != 0)
		copy_string(view, module.name, boot->archive.name, sizeof(boot->archive.name));
}

int
multiboot1_read(const struct physical_view *view, uint64_t physical, struct boot_info *boot)
{
	struct multiboot1_info info;
	struct multiboot_framebuffer framebuffer;

	memset(boot, 0, sizeof(*boot));
	if (!physical_copy(view, &info, physical, sizeof(info)))
		return -E_INVAL;
	boot->own_base = physical;
	boot->own_size_bytes = sizeof(info);

	if (info.flags & MULTIBOOT1_COMMAND_LINE)
		boot->command_line_truncated = !copy_string(
			view, info.command_line, boot->command_line, sizeof(boot->command_line));
	if (info.flags & MULTIBOOT1_LOADER_NAME)
		copy_string(view, info.loader_name, boot->loader_name, sizeof(boot->loader_name));
	if (info.flags & MULTIBOOT1_MODULES)
		read_archive(view, &info, boot);
	if (info.flags & MULTIBOOT1_MEMORY_MAP)
		read_memory_map(view, &info, boot);
	if (boot->memory_count == 0 && (info.flags & MULTIBOOT1_MEMORY))
		multiboot_add_memory_sizes(boot, info.memory_lower_kib, info.memory_upper_kib);
	if ((info.flags & MULTIBOOT1_FRAMEBUFFER) &&
	    physical_copy(view, &framebuffer, physical + sizeof(info), sizeof(framebuffer))) {
		boot->own_size_bytes += sizeof(framebuffer);
		multiboot_add_framebuffer(boot, &framebuffer);
	}
	return boot->memory_count != 0 ? 0 : -E_INVAL;
}
