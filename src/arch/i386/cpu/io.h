/*
 * Instructions that C has no words for: ports, model-specific registers,
 * processor identification and the time-stamp counter.
 *
 * Port and MSR accesses are compiler barriers, so that stores a device will
 * see have been made before it is told of them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_CPU_IO_H
#define TINE_I386_CPU_IO_H

#include <stdint.h>

static inline uint8_t
inb(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline uint16_t
inw(uint16_t port)
{
	uint16_t value;

	__asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline uint32_t
inl(uint16_t port)
{
	uint32_t value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline void
outb(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void
outw(uint16_t port, uint16_t value)
{
	__asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void
outl(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

/* Faults where the processor has no such register: ask cpuid first. */
static inline uint64_t
rdmsr(uint32_t msr)
{
	uint64_t value;

	__asm__ volatile("rdmsr" : "=A"(value) : "c"(msr) : "memory");
	return value;
}

static inline void
wrmsr(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "A"(value) : "memory");
}

struct cpuid_result {
	uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid_result
cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct cpuid_result result;

	__asm__ volatile("cpuid"
			 : "=a"(result.eax), "=b"(result.ebx), "=c"(result.ecx), "=d"(result.edx)
			 : "a"(leaf), "c"(subleaf));
	return result;
}

/* Not ordered against the instructions around it. */
static inline uint64_t
rdtsc(void)
{
	uint64_t count;

	__asm__ volatile("rdtsc" : "=A"(count));
	return count;
}

/* Tells the processor that this is a waiting loop; memory is read anew after it. */
static inline void
cpu_relax(void)
{
	__asm__ volatile("pause" : : : "memory");
}

#endif
