/*
 * JOS's <inc/x86.h>: single instructions as C functions. Those that only the
 * kernel may execute are here too: in a program they end it.
 *
 * Source: Intel SDM volume 2.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_X86_H
#define TINE_INC_X86_H

#include <inc/types.h>

#define X86_FUNCTION static inline __attribute__((always_inline))

X86_FUNCTION void
breakpoint(void)
{
	__asm__ volatile("int3");
}

/* Input and output, of one item (inb) and of count items (insb), by width in bits. */
#define X86_PORT_FUNCTIONS(suffix, type)                                             \
	X86_FUNCTION type in##suffix(int port)                                       \
	{                                                                            \
		type data;                                                           \
		__asm__ volatile("in" #suffix " %w1, %0" : "=a"(data) : "d"(port));  \
		return data;                                                         \
	}                                                                            \
	X86_FUNCTION void out##suffix(int port, type data)                           \
	{                                                                            \
		__asm__ volatile("out" #suffix " %0, %w1" : : "a"(data), "d"(port)); \
	}                                                                            \
	X86_FUNCTION void ins##suffix(int port, void *memory, int count)             \
	{                                                                            \
		__asm__ volatile("cld; rep; ins" #suffix                             \
				 : "+D"(memory), "+c"(count)                         \
				 : "d"(port)                                         \
				 : "memory", "cc");                                  \
	}                                                                            \
	X86_FUNCTION void outs##suffix(int port, const void *memory, int count)      \
	{                                                                            \
		__asm__ volatile("cld; rep; outs" #suffix                            \
				 : "+S"(memory), "+c"(count)                         \
				 : "d"(port)                                         \
				 : "memory", "cc");                                  \
	}
X86_PORT_FUNCTIONS(b, uint8_t)
X86_PORT_FUNCTIONS(w, uint16_t)
X86_PORT_FUNCTIONS(l, uint32_t)
#undef X86_PORT_FUNCTIONS

/* lcrN loads control register N, rcrN reads it. */
#define X86_CONTROL_LOAD(register)                                                  \
	X86_FUNCTION void l##register(uint32_t value)                               \
	{                                                                           \
		__asm__ volatile("mov %0, %%" #register : : "r"(value) : "memory"); \
	}
#define X86_CONTROL_READ(register)                                         \
	X86_FUNCTION uint32_t r##register(void)                            \
	{                                                                  \
		uint32_t value;                                            \
		__asm__ volatile("mov %%" #register ", %0" : "=r"(value)); \
		return value;                                              \
	}
X86_CONTROL_LOAD(cr0)
X86_CONTROL_READ(cr0)
X86_CONTROL_READ(cr2)
X86_CONTROL_LOAD(cr3)
X86_CONTROL_READ(cr3)
X86_CONTROL_LOAD(cr4)
X86_CONTROL_READ(cr4)
#undef X86_CONTROL_LOAD
#undef X86_CONTROL_READ

X86_FUNCTION void
tlbflush(void)
{
	lcr3(rcr3());
}

X86_FUNCTION void
invlpg(void *va)
{
	__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

X86_FUNCTION void
lidt(void *descriptor)
{
	__asm__ volatile("lidt (%0)" : : "r"(descriptor) : "memory");
}

X86_FUNCTION void
lgdt(void *descriptor)
{
	__asm__ volatile("lgdt (%0)" : : "r"(descriptor) : "memory");
}

X86_FUNCTION void
lldt(uint16_t selector)
{
	__asm__ volatile("lldt %0" : : "r"(selector) : "memory");
}

X86_FUNCTION void
ltr(uint16_t selector)
{
	__asm__ volatile("ltr %0" : : "r"(selector) : "memory");
}

X86_FUNCTION uint32_t
read_eflags(void)
{
	uint32_t eflags;

	__asm__ volatile("pushfl; popl %0" : "=r"(eflags) : : "memory");
	return eflags;
}

X86_FUNCTION void
write_eflags(uint32_t eflags)
{
	__asm__ volatile("pushl %0; popfl" : : "r"(eflags) : "memory", "cc");
}

X86_FUNCTION uint32_t
read_ebp(void)
{
	uint32_t ebp;

	__asm__ volatile("movl %%ebp, %0" : "=r"(ebp));
	return ebp;
}

X86_FUNCTION uint32_t
read_esp(void)
{
	uint32_t esp;

	__asm__ volatile("movl %%esp, %0" : "=r"(esp));
	return esp;
}

/* Any of the four result pointers may be null. */
X86_FUNCTION void
cpuid(uint32_t leaf, uint32_t *eaxp, uint32_t *ebxp, uint32_t *ecxp, uint32_t *edxp)
{
	uint32_t eax, ebx, ecx, edx;

	__asm__ volatile("cpuid" : "=a"(eax), "=b"(ebx), "=c"(ecx), "=d"(edx) : "a"(leaf), "c"(0));
	if (eaxp)
		*eaxp = eax;
	if (ebxp)
		*ebxp = ebx;
	if (ecxp)
		*ecxp = ecx;
	if (edxp)
		*edxp = edx;
}

X86_FUNCTION uint64_t
read_tsc(void)
{
	uint64_t count;

	__asm__ volatile("rdtsc" : "=A"(count));
	return count;
}

/* Store value at address and give what was there, in one step for all CPUs. */
X86_FUNCTION uint32_t
xchg(volatile uint32_t *address, uint32_t value)
{
	__asm__ volatile("lock; xchgl %0, %1" : "+m"(*address), "+r"(value) : : "memory", "cc");
	return value;
}

#undef X86_FUNCTION

#endif
