/*
 * Which interrupt vector means what. Exceptions have 0 to 31, the system
 * call has 0x30, and 0x80 to 0x8F are for the int instructions of programs
 * (<abi/trap.h>): never for a device. Higher classes of 16 are served first by the
 * local APIC, so what other CPUs wait for comes above what can wait.
 *
 * Plain numbers, so that assembly can use them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_VECTORS_H
#define TINE_I386_IRQ_VECTORS_H

#define VECTOR_IRQ_BASE   0x20 /* ISA interrupt i has VECTOR_IRQ_BASE + i */
#define VECTOR_IRQ_COUNT  16
#define VECTOR_MESSAGES   0xD0 /* those that devices signal by message, LINE_MESSAGES of them */
#define VECTOR_TIMER      0xE0
#define VECTOR_RESCHEDULE 0xF0
#define VECTOR_TLB        0xF1
#define VECTOR_APIC_ERROR 0xFE
#define VECTOR_SPURIOUS   0xFF /* low four bits set: older local APICs fix them so */

#endif
