/*
 * Uses up all memory, then gives back one page more at a time: every call
 * either works or fails without having changed anything.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"
#include "hoard.h"

/* Regions without a page table, for calls that must make one. */
#define NEW_REGION(i) ((char *)0x28000000 + (i)*PTSIZE)

/*
 * Make the call with more and more free pages, until it gives no error. It
 * must have failed at least once, with -E_NO_MEM and all free pages still so.
 */
static int
call_until_it_works(int (*call)(int argument), int argument)
{
	unsigned failures = 0;
	int result;

	take_all();
	for (;;) {
		uint32_t free_before = free_pages();

		result = call(argument);
		if (result >= 0)
			break;
		CHECK_RESULT(result, -E_NO_MEM);
		CHECK(free_pages() == free_before);
		failures++;
		give_back_one();
	}
	CHECK(failures > 0);
	return result;
}

static int
alloc_in_new_region(int unused)
{
	USED(unused);
	return sys_page_alloc(0, NEW_REGION(0), READ_WRITE);
}

static int
map_in_new_region(int unused)
{
	int error = sys_page_map(0, PAGE_A, 0, NEW_REGION(1), READ_ONLY);

	USED(unused);
	CHECK(PAGE_A[0] == 'A');
	if (error < 0)
		CHECK(!is_mapped(NEW_REGION(1)));
	return error;
}

static int
map_archive_in_new_region(int unused)
{
	USED(unused);
	return sys_archive_map(0, 0, NEW_REGION(2), READ_ONLY);
}

static int
map_in_child(int child)
{
	return sys_page_map(0, PAGE_A, child, NEW_REGION(3), READ_ONLY);
}

static int
alloc_in_child(int child)
{
	return sys_page_alloc(child, NEW_REGION(3) + PGSIZE, READ_WRITE);
}

/* A copy, as the child could write to it, and a page table of ours. */
static int
save_from_child(int child)
{
	return sys_page_save(child, NEW_REGION(3) + PGSIZE, NEW_REGION(7));
}

static int
restore_in_child(int child)
{
	return sys_page_restore(child, NEW_REGION(8), PAGE_A, READ_ONLY);
}

static int
make_child(int unused)
{
	USED(unused);
	return sys_exofork();
}

static int
send_page(int child)
{
	int error;

	do
		error = sys_ipc_try_send(child, 7, PAGE_A, READ_ONLY);
	while (error == -E_IPC_NOT_RECV);
	return error;
}

static int
call_with_page(int child)
{
	return sys_ipc_call(child, 7, PAGE_A, READ_ONLY, (void *)UTOP).from;
}

/* From one that waits to send: it is its call that fails, and it tells us so. */
static int
receive_page(int unused)
{
	USED(unused);
	CHECK_RESULT(sys_ipc_recv(NEW_REGION(6)), 0);
	return (int)thisenv->env_ipc_value;
}

/* The child may have no memory for its first write: then it ends there. */
static void
end_quietly(struct UTrapframe *utf)
{
	USED(utf);
	sys_env_destroy(0);
}

static int
fork_and_wait(int unused)
{
	envid_t child = fork();

	USED(unused);
	if (child == 0)
		sys_env_destroy(0);
	if (child > 0)
		wait(child);
	return child;
}

static void
check_fork(void)
{
	give_back_all();
	CHECK(fork_and_wait(0) > 0);
	call_until_it_works(fork_and_wait, 0);
}

static void
check_children(void)
{
	envid_t child = call_until_it_works(make_child, 0);

	call_until_it_works(map_in_child, child);
	call_until_it_works(alloc_in_child, child);
	call_until_it_works(save_from_child, child);
	CHECK_RESULT(sys_page_unmap(0, NEW_REGION(7)), 0);
	call_until_it_works(restore_in_child, child);
	end_and_wait(child);
}

static void
check_messages(void)
{
	envid_t child;

	give_back_all();
	child = checked_fork();
	if (child == 0) {
		CHECK(ipc_recv(NULL, NEW_REGION(4), NULL) == 7);
		exit();
	}
	while (!envs[ENVX(child)].env_ipc_recving)
		sys_yield();
	call_until_it_works(send_page, child);
	give_back_all();
	wait(child);
}

/* Memory that fills page tables enough for them to be shared. */
#define SHARED_AREA    ((char *)0x2C000000)
#define SHARED_PAGES   600
#define SHARED_PAGE(i) (SHARED_AREA + (i)*PGSIZE)

static int
map_area_in_child(int child)
{
	/* But what we write to meanwhile. For the first GiB it needs a directory. */
	return sys_range_map_cow(child, PAGE_A, SHARED_PAGE(SHARED_PAGES) - PAGE_A, 0, 0);
}

static int
unmap_in_shared_table(int unused)
{
	USED(unused);
	return sys_page_unmap(0, SHARED_PAGE(3));
}

static int
own_in_shared_table(int page)
{
	const int error = sys_page_own(0, SHARED_PAGE(page));

	CHECK(*SHARED_PAGE(page) == 's');
	return error;
}

/*
 * A table of one's own is needed for a change, and a page for a write: each
 * may be what there is no memory for. The child only keeps things shared.
 */
static void
check_shared_tables(void)
{
	envid_t child;

	give_back_all();
	for (unsigned i = 0; i < SHARED_PAGES; i++) {
		CHECK_RESULT(sys_page_alloc(0, SHARED_PAGE(i), READ_WRITE), 0);
		*SHARED_PAGE(i) = 's';
	}
	child = call_until_it_works(make_child, 0);
	call_until_it_works(map_area_in_child, child);
	give_back_all();
	CHECK(!(uvpd[PDX(SHARED_PAGE(0))] & PTE_W));
	call_until_it_works(unmap_in_shared_table, 0);
	give_back_all();
	call_until_it_works(own_in_shared_table, 4);
	give_back_all();
	call_until_it_works(own_in_shared_table, SHARED_PAGES - 1);
	give_back_all();
	end_and_wait(child);
	for (unsigned i = 0; i < SHARED_PAGES; i++)
		CHECK_RESULT(sys_page_unmap(0, SHARED_PAGE(i)), 0);
}

static void
check_calls(void)
{
	const envid_t me = sys_getenvid();
	envid_t child;

	give_back_all();
	child = checked_fork();
	if (child == 0) {
		const message_t call = sys_ipc_reply_wait(0, 0, (void *)UTOP, 0, NEW_REGION(5));

		ipc_reply_wait(call.from, 0);
	}
	wait_until_blocked(child);
	call_until_it_works(call_with_page, child);
	give_back_all();
	end_and_wait(child);

	child = checked_fork();
	if (child == 0) {
		int error;

		while ((error = sys_ipc_send(me, 0, PAGE_A, READ_ONLY)) < 0)
			ipc_send(me, (uint32_t)error, NULL, 0);
		exit();
	}
	wait_until_blocked(child);
	call_until_it_works(receive_page, 0);
	give_back_all();
	wait(child);
}

void
umain(int argc, char **argv)
{
	uint32_t free_before;

	USED(argc);
	USED(argv);
	set_pgfault_handler(end_quietly);
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	PAGE_A[0] = 'A';
	CHECK_RESULT(call_until_it_works(alloc_in_new_region, 0), 0);
	CHECK_RESULT(call_until_it_works(map_in_new_region, 0), 0);
	CHECK_RESULT(call_until_it_works(map_archive_in_new_region, 0), 0);
	check_children();
	check_fork();
	check_shared_tables();
	check_calls();
	give_back_all();
	/* By now every page table there will be is there. */
	free_before = free_pages();
	check_children();
	check_fork();
	check_messages();
	check_shared_tables();
	give_back_all();
	CHECK(free_pages() == free_before);
	passed();
}
