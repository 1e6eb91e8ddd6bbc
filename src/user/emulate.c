/*
 * Executes an instruction that no processor has. The program's handler for
 * undefined opcodes does what it would do: turn a register's bits round.
 *
 *	ud0 register, register		0f ff, and a byte that names the two
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

#define OPCODE_1 0x0F
#define OPCODE_2 0xFF
#define LENGTH   3

static uint32_t emulated;

/* By the number that instructions have for it. */
static uint32_t *
general_register(struct PushRegs *regs, unsigned number)
{
	uint32_t *const order[] = {
		&regs->reg_eax, &regs->reg_ecx, &regs->reg_edx, &regs->reg_ebx, NULL, /* esp */
		&regs->reg_ebp, &regs->reg_esi, &regs->reg_edi,
	};

	return order[number & 7];
}

static uint32_t
reversed(uint32_t word)
{
	uint32_t result = 0;

	for (unsigned i = 0; i < 32; i++)
		result |= (word >> i & 1) << (31 - i);
	return result;
}

static void
undefined_opcode(struct ExceptionFrame *frame)
{
	const uint8_t *code = (const uint8_t *)frame->xf_eip;
	uint32_t *to = general_register(&frame->xf_regs, code[2] >> 3);
	uint32_t *from = general_register(&frame->xf_regs, code[2]);

	if (code[0] != OPCODE_1 || code[1] != OPCODE_2 || code[2] < 0xC0 || to == NULL ||
	    from == NULL) {
		/* Not ours: run it again without us, so that the kernel reports it. */
		set_trap_handler(T_ILLOP, NULL);
		return;
	}
	*to = reversed(*from);
	frame->xf_eip += LENGTH;
	emulated++;
}

/* ud0 %ecx, %eax */
static uint32_t
reverse_bits(uint32_t word)
{
	uint32_t result;

	__asm__ volatile(".byte 0x0F, 0xFF, 0xC1" : "=a"(result) : "c"(word));
	return result;
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	set_trap_handler(T_ILLOP, undefined_opcode);
	for (uint32_t word = 1; word != 0; word *= 0x10)
		cprintf("%08x turned round is %08x\n", word, reverse_bits(word));
	cprintf("%u instructions emulated; the next is unknown to me, too\n", emulated);
	__asm__ volatile("ud2");
}
