/*
 * The C library's heap memory, by system calls.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/mmu.h>
#include <exo/syscall.h>
#include <libc/stdlib/heap.h>

int
heap_map(void *va, size_t size_bytes)
{
	char *start = va;
	int error;

	for (size_t offset = 0; offset < size_bytes; offset += PGSIZE) {
		error = sys_page_alloc(0, start + offset, PTE_P | PTE_U | PTE_W | PTE_NOEXEC);
		if (error < 0) {
			heap_unmap(va, offset);
			return error;
		}
	}
	return 0;
}

void
heap_unmap(void *va, size_t size_bytes)
{
	char *start = va;

	for (size_t offset = 0; offset < size_bytes; offset += PGSIZE)
		sys_page_unmap(0, start + offset);
}
