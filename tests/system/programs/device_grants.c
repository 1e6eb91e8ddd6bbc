/*
 * Devices are used by who was granted them, and by nobody else.
 *
 * The kernel started this program, so it has everything to give.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/device.h>
#include <inc/x86.h>

#define POST_PORT  0x80 /* shows what was last written to it to whoever has a card for that */
#define VGA_PIXELS 0xA0 /* which the kernel does not use */
#define RTC_LINE   8
#define ALL_PORTS  NPORTS

/* What every call says to one who has nothing. */
static void
check_has_nothing(void)
{
	struct line_message message;

	CHECK_RESULT(sys_ports_open(POST_PORT, 1), -E_NOT_GRANTED);
	CHECK_RESULT(sys_device_map(VGA_PIXELS, PAGE_A, READ_WRITE, DEVICE_UNCACHED),
		     -E_NOT_GRANTED);
	CHECK_RESULT(sys_line_claim(RTC_LINE), -E_NOT_GRANTED);
	CHECK_RESULT(sys_line_message(LINE_MESSAGES, &message), -E_NOT_GRANTED);
	CHECK_RESULT(sys_line_done(RTC_LINE), -E_INVAL);
	CHECK_RESULT(sys_dma_alloc(PAGE_A, READ_WRITE), -E_NOT_GRANTED);
	CHECK_RESULT(sys_key_input(0x1E), -E_NOT_GRANTED);
	for (uint32_t kind = GRANT_MEMORY; kind < GRANT_ALL; kind++)
		CHECK_RESULT(sys_grant(0, kind, 0, 1), -E_NOT_GRANTED);
	CHECK(!is_mapped(PAGE_A));
}

static void
write_port(uint32_t port)
{
	outb((int)port, 0);
}

static void
nothing_is_inherited(void)
{
	const envid_t child = checked_fork();

	if (child == 0) {
		check_has_nothing();
		exit();
	}
	wait(child);
	CHECK(!survives(write_port, POST_PORT));
}

/* Start body in a child, which first waits to be told that it has its grants. */
static envid_t
start(void (*body)(void))
{
	const envid_t child = checked_fork();

	if (child == 0) {
		ipc_recv(NULL, NULL, NULL);
		body();
		exit();
	}
	return child;
}

static void
go_on(envid_t child)
{
	ipc_send(child, 0, NULL, 0);
	wait(child);
}

static void
use_some_ports(void)
{
	CHECK_RESULT(sys_ports_open(POST_PORT, 17), -E_NOT_GRANTED);
	CHECK_RESULT(sys_ports_open(POST_PORT - 1, 2), -E_NOT_GRANTED);
	CHECK(!survives(write_port, POST_PORT)); /* granted, not opened */
	CHECK_RESULT(sys_ports_open(POST_PORT, 16), 0);
	for (int port = POST_PORT; port < POST_PORT + 16; port++)
		inb(port);
	write_port(POST_PORT);
	CHECK(!survives(write_port, POST_PORT)); /* a child of ours has nothing */
	/* Neither widened by itself nor by way of a child. */
	CHECK_RESULT(sys_grant(0, GRANT_PORTS, POST_PORT, 17), -E_NOT_GRANTED);
	CHECK_RESULT(sys_grant(0, GRANT_PORTS, POST_PORT, 0), -E_INVAL);
	CHECK_RESULT(sys_grant(0, GRANT_PORTS, POST_PORT, 0xFFFFFFFF), -E_INVAL);
	CHECK_RESULT(sys_grant(0, GRANT_ALL, 0, 0), 0);
	CHECK_RESULT(sys_grant(0, GRANT_LINES, POST_PORT, 1), -E_NOT_GRANTED);
	CHECK_RESULT(sys_grant(thisenv->env_parent_id, GRANT_PORTS, POST_PORT, 1), -E_BAD_ENV);
	SHARED[0]++;
	inb(POST_PORT + 16);
	SHARED[0]++; /* not reached */
}

static void
use_last_port(void)
{
	CHECK_RESULT(sys_ports_open(0xFFFF, 1), 0);
	inb(0xFFFF);
	SHARED[0]++;
	inw(0xFFFF); /* the second byte is past the end */
	SHARED[0]++; /* not reached */
}

/* The last port of the map's first half and the first of its second, and what is beside them. */
static void
use_ports_in_both_halves(void)
{
	CHECK_RESULT(sys_ports_open(0x7F05, 0x1F6), 0);
	for (int port = 0x7F05; port <= 0x80FA; port++)
		inb(port);
	CHECK_RESULT(sys_ports_open(0x7F05, 1), 0);
	SHARED[0]++;
	inb((int)SHARED[1]);
	SHARED[0]++; /* not reached */
}

static void
ports_are_those_granted(void)
{
	static const uint16_t beside[] = { 0x7F04, 0x7F00, 0x80FB, 0x80FF };
	envid_t child = start(use_some_ports);

	SHARED[0] = 0;
	CHECK_RESULT(sys_grant(child, GRANT_PORTS, POST_PORT, 16), 0);
	go_on(child);
	CHECK_RESULT((int)SHARED[0], 1);
	child = start(use_last_port);
	CHECK_RESULT(sys_grant(child, GRANT_PORTS, 0xFFFF, 1), 0);
	go_on(child);
	CHECK_RESULT((int)SHARED[0], 2);
	for (unsigned i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		child = start(use_ports_in_both_halves);
		SHARED[1] = beside[i];
		CHECK_RESULT(sys_grant(child, GRANT_PORTS, 0x7000, 0x2000), 0);
		go_on(child);
		CHECK_RESULT((int)SHARED[0], 3 + (int)i);
	}
}

static void
kernels_own_is_refused(void)
{
	static const uint16_t ports[] = { 0x20, 0x43, 0x60, 0x64, 0xA1, 0x3F8, 0x3FF, 0x4D0 };
	/* Memory, local APIC, I/O APIC; and what no processor has. */
	static const uint32_t pages[] = { 1, 0x10, 0x100, 0x1000, 0xFEE00, 0xFEC00, 0xFFFFFFFF };
	static const uint8_t lines[] = { 1, 4 }; /* keyboard, serial port */

	for (unsigned i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		CHECK_RESULT(sys_ports_open(ports[i], 1), -E_BUSY);
	CHECK_RESULT(sys_ports_open(0, ALL_PORTS), -E_BUSY);
	CHECK_RESULT(sys_ports_open(0, ALL_PORTS + 1), -E_INVAL);
	CHECK_RESULT(sys_ports_open(1, 0), -E_INVAL);
	for (unsigned i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		CHECK_RESULT(sys_device_map(pages[i], PAGE_A, READ_WRITE, 0), -E_BUSY);
	CHECK_RESULT(sys_device_map(VGA_PIXELS, PAGE_A, READ_WRITE, 2), -E_INVAL);
	CHECK_RESULT(sys_device_map(VGA_PIXELS, (void *)UTOP, READ_WRITE, 0), -E_INVAL);
	CHECK_RESULT(sys_device_map(VGA_PIXELS, PAGE_A, READ_WRITE | PTE_PCD, 0), -E_INVAL);
	for (unsigned i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		CHECK_RESULT(sys_line_claim(lines[i]), -E_BUSY);
	CHECK_RESULT(sys_line_claim(2), -E_NOT_SUPP); /* how the second 8259 is heard */
	CHECK_RESULT(sys_line_claim(NLINES), -E_INVAL);
}

static void
do_nothing(void)
{
}

static void
device_pages_stay(void)
{
	const uint32_t before = free_pages();
	envid_t child;
	pte_t entry;

	CHECK_RESULT(sys_device_map(VGA_PIXELS, PAGE_A, READ_WRITE | PTE_SHARE, DEVICE_UNCACHED),
		     0);
	entry = uvpt[PGNUM(PAGE_A)];
	CHECK(PTE_ADDR(entry) == VGA_PIXELS * PGSIZE && (entry & PTE_PCD) && (entry & PTE_PWT));
	(void)*(volatile char *)PAGE_A;
	CHECK_RESULT(sys_time_ns(PAGE_A), 0); /* written to as by a program */
	/* No other way leads to such a page. */
	CHECK_RESULT(sys_page_map(0, PAGE_A, 0, PAGE_B, READ_ONLY), -E_INVAL);
	child = start(do_nothing);
	CHECK_RESULT(sys_ipc_send(child, 0, PAGE_A, READ_ONLY), -E_INVAL);
	CHECK_RESULT(sys_page_map(0, PAGE_A, child, PAGE_B, READ_ONLY), -E_INVAL);
	go_on(child);
	child = checked_fork();
	if (child == 0) {
		CHECK(!is_mapped(PAGE_A));
		exit();
	}
	wait(child);
	/* Over itself, with other caching; over memory; and memory over it. */
	CHECK_RESULT(sys_device_map(VGA_PIXELS, PAGE_A, READ_ONLY, DEVICE_WRITE_COMBINING), 0);
	CHECK(uvpt[PGNUM(PAGE_A)] & PTE_DEVICE);
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	CHECK(!(uvpt[PGNUM(PAGE_A)] & PTE_DEVICE));
	CHECK_RESULT(sys_device_map(VGA_PIXELS, PAGE_A, READ_WRITE, 0), 0);
	CHECK_RESULT(sys_device_map(0xFED00000 / PGSIZE - 1, PAGE_B, READ_WRITE, 0), 0);
	CHECK_RESULT(sys_page_unmap(0, PAGE_A), 0);
	CHECK_RESULT(sys_page_unmap(0, PAGE_B), 0);
	CHECK(free_pages() + 3 >= before); /* page tables */
}

static void
claim_and_wait(void)
{
	CHECK_RESULT(sys_line_claim(RTC_LINE), 0);
	CHECK_RESULT(sys_line_claim(RTC_LINE), -E_BUSY);
	SHARED[0] = 1;
	ipc_recv(NULL, NULL, NULL);
}

static void
lines_have_one_claimant(void)
{
	for (int i = 0; i < 3; i++) {
		const envid_t child = start(claim_and_wait);

		SHARED[0] = 0;
		CHECK_RESULT(sys_grant(child, GRANT_LINES, RTC_LINE, 1), 0);
		ipc_send(child, 0, NULL, 0);
		while (SHARED[0] == 0)
			sys_yield();
		CHECK_RESULT(sys_line_claim(RTC_LINE), -E_BUSY);
		CHECK_RESULT(sys_line_done(RTC_LINE), -E_INVAL);
		end_and_wait(child);
	}
}

static void
lists_end(void)
{
	const envid_t child = start(do_nothing);
	int given = 0, error = 0;

	for (uint32_t port = 0; port < ALL_PORTS && error == 0; port += 2) {
		error = sys_grant(child, GRANT_PORTS, port, 1);
		given += error == 0;
	}
	CHECK_RESULT(error, -E_NO_MEM);
	CHECK(given > 300);
	CHECK_RESULT(sys_grant(child, GRANT_PORTS, 0, 1), 0); /* it has that */
	CHECK_RESULT(sys_grant(child, GRANT_ALL, 0, 0), 0);
	go_on(child);
}

static void
memory_for_devices(void)
{
	const int address = sys_dma_alloc(PAGE_A, READ_WRITE);

	CHECK(address > 0 && address % PGSIZE == 0);
	CHECK((uint32_t)address == PTE_ADDR(uvpt[PGNUM(PAGE_A)]) && *PAGE_A == 0);
	CHECK_RESULT(sys_page_map(0, PAGE_A, 0, PAGE_B, READ_WRITE), 0); /* it is memory */
	CHECK_RESULT(sys_page_unmap(0, PAGE_A), 0);
	CHECK_RESULT(sys_page_unmap(0, PAGE_B), 0);
	CHECK_RESULT(sys_dma_alloc(PAGE_A, PTE_P), -E_INVAL);
	CHECK_RESULT(sys_dma_alloc((void *)UTOP, READ_WRITE), -E_INVAL);
}

static void
use_up_memory(void)
{
	char *const far_away = (char *)0x60000000, *va = (char *)0x30000000;
	struct memory_info info;

	while (sys_page_alloc(0, va, READ_WRITE) == 0)
		va += PGSIZE;
	CHECK_RESULT(sys_ports_open(POST_PORT, 1), -E_NO_MEM);
	CHECK_RESULT(sys_device_map(VGA_PIXELS, far_away, READ_WRITE, 0), -E_NO_MEM);
	CHECK_RESULT(sys_dma_alloc(far_away, READ_WRITE), -E_NO_MEM);
	CHECK_RESULT(sys_memory_info(&info), 0);
	/* With one or two pages less than it takes nothing is half done. */
	for (char *free = va - PGSIZE; sys_ports_open(POST_PORT, 1) != 0; free -= PGSIZE)
		CHECK_RESULT(sys_page_unmap(0, free), 0);
	inb(POST_PORT);
	SHARED[0] = 1;
}

static void
memory_runs_out(void)
{
	const uint32_t before = free_pages();
	const envid_t child = start(use_up_memory);

	SHARED[0] = 0;
	CHECK_RESULT(sys_grant(child, GRANT_ALL, 0, 0), 0);
	go_on(child);
	CHECK_RESULT((int)SHARED[0], 1);
	CHECK_RESULT((int)free_pages(), (int)before);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	nothing_is_inherited();
	kernels_own_is_refused();
	ports_are_those_granted();
	device_pages_stay();
	lines_have_one_claimant();
	lists_end();
	memory_for_devices();
	memory_runs_out();
	passed();
}
