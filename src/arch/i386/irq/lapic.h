/*
 * The local APIC: each CPU's interrupt controller and timer.
 *
 * One layer of access serves its two forms, memory-mapped registers (xAPIC)
 * and model-specific registers (x2APIC); the form is the one the firmware
 * left the boot CPU in, and all CPUs use the same. Interrupts are off.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_LAPIC_H
#define TINE_I386_IRQ_LAPIC_H

#include <stdbool.h>
#include <stdint.h>

struct machine;

/*
 * Finds the local APIC and enables the boot CPU's; after irq_silence(). -E_NOT_SUPP if the
 * processor has none: then only lapic_present(), lapic_id() and lapic_send_nmi_others() may
 * be called, as before. The machine must stay.
 */
int lapic_init(const struct machine *machine);

bool lapic_present(void);

/* Whether CPUID says that there is one; before lapic_init() too. */
bool lapic_found(void);

/* Lets the 8259s' requests through to the boot CPU, where there is no I/O APIC. */
void lapic_pass_8259(void);

/*
 * Enables the calling CPU's local APIC, on every CPU but the boot CPU. -E_NOT_SUPP if firmware
 * left it in x2APIC mode and the boot CPU's not: then this CPU cannot be used.
 */
int lapic_init_cpu(void);

/* The calling CPU's APIC id; 0 before lapic_init() and where there is none. */
uint32_t lapic_id(void);

/* The largest id that one CPU can have in the mode in use; the next one means every CPU. */
uint32_t lapic_largest_id(void);

/* Ends the interrupt being served. */
void lapic_eoi(void);

/* Whether the calling CPU is serving this vector: no, for one that came past the local APIC. */
bool lapic_in_service(unsigned vector);

/*
 * Interrupts one CPU with a vector; all other online CPUs with an NMI, for panics. What this
 * CPU stored before is visible to the handler. Does not wait for the handler.
 */
void lapic_send(uint32_t apic_id, unsigned vector);
void lapic_send_nmi_others(void);

/*
 * Starts a processor at physical address page << 12, page below 0xa0, in real mode. It is
 * not known whether it runs; the caller waits for a sign of life. Takes 10.4 ms by the clock.
 */
void lapic_start_ap(uint32_t apic_id, unsigned page);

/* Has a processor that did not start wait, for ever, to be started: it comes no later either. */
void lapic_hold_ap(uint32_t apic_id);

/* Gives the errors noted since the last call (bits: SDM 3A 11.5.3), and forgets them. */
uint32_t lapic_take_errors(void);

/*
 * The timer. It counts down from the number given, once per tick, and then interrupts with
 * VECTOR_TIMER; 0 stops it. lapic_timer_count() tells what is left.
 */
void lapic_timer_start(uint32_t ticks);
uint32_t lapic_timer_count(void);

/*
 * Makes the timer of this CPU, and of those that join later, interrupt when the time-stamp
 * counter reaches what is written to MSR_TSC_DEADLINE, and at nothing else.
 */
void lapic_timer_use_deadline(void);
#define MSR_TSC_DEADLINE 0x6e0

#endif
