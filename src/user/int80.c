/*
 * Runs code written for another system, whose calls are int $0x80: number in
 * eax, arguments in ebx, ecx, edx, result in eax. This program is that system:
 * each call enters the kernel once, and comes from there to the handler here.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

#define CALL_VECTOR 0x80

/* Numbers and errors as Linux has them on this processor. */
enum { CALL_EXIT = 1, CALL_WRITE = 4, CALL_GETPID = 20, CALL_SET_THREAD_AREA = 243 };
enum { NO_SUCH_CALL = -38, BAD_FILE = -9 };

/* Descriptor that set_thread_area takes: entry number and base first. */
struct thread_area {
	int32_t entry;
	uint32_t base;
};

static uint32_t calls;

static int32_t
write_bytes(uint32_t file, uint32_t bytes, uint32_t length)
{
	if (file != 1 && file != 2)
		return BAD_FILE;
	sys_cputs((const void *)bytes, length);
	return (int32_t)length;
}

static int32_t
set_thread_area(uint32_t address)
{
	struct thread_area *area = (struct thread_area *)address;

	area->entry = SEGMENT_SELECTOR(SEGMENT_GS) >> 3;
	return sys_segment_base(SEGMENT_GS, area->base);
}

static void
emulate(struct ExceptionFrame *frame)
{
	struct PushRegs *regs = &frame->xf_regs;

	calls++;
	switch (regs->reg_eax) {
	case CALL_EXIT:
		cprintf("it has ended with status %u, after %u calls\n", regs->reg_ebx, calls);
		exit();
	case CALL_WRITE:
		regs->reg_eax = (uint32_t)write_bytes(regs->reg_ebx, regs->reg_ecx, regs->reg_edx);
		break;
	case CALL_GETPID:
		regs->reg_eax = (uint32_t)sys_getenvid();
		break;
	case CALL_SET_THREAD_AREA:
		regs->reg_eax = (uint32_t)set_thread_area(regs->reg_ebx);
		break;
	default:
		regs->reg_eax = (uint32_t)NO_SUCH_CALL;
	}
}

/* From here on: the other system's program. It knows nothing of this one's library. */

static int32_t
call(uint32_t number, uint32_t first, uint32_t second, uint32_t third)
{
	int32_t result;

	__asm__ volatile("int %1"
			 : "=a"(result)
			 : "i"(CALL_VECTOR), "a"(number), "b"(first), "c"(second), "d"(third)
			 : "memory");
	return result;
}

static void
print(const char *text)
{
	call(CALL_WRITE, 1, (uint32_t)text, strlen(text));
}

static void
foreign_program(void)
{
	static const char *message = "hello from another system's thread-local storage\n";
	struct thread_area area = { -1, (uint32_t)&message };
	const char *local;

	print("hello by int $0x80\n");
	if (call(CALL_GETPID, 0, 0, 0) == (int32_t)thisenv->env_id)
		print("my process id is right\n");
	if (call(999, 0, 0, 0) == NO_SUCH_CALL)
		print("there is no call 999\n");
	call(CALL_SET_THREAD_AREA, (uint32_t)&area, 0, 0);
	__asm__ volatile("movl %%gs:0, %0" : "=r"(local));
	print(local);
	call(CALL_EXIT, 42, 0, 0);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	set_trap_handler(CALL_VECTOR, emulate);
	foreign_program();
}
