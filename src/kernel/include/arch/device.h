/*
 * What the portable kernel asks of the architecture to let programs drive
 * devices. None of it checks grants.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ARCH_DEVICE_H
#define TINE_ARCH_DEVICE_H

#include <abi/device.h>
#include <kernel/page.h>

struct env;

/*
 * May programs have this page of device memory? Not if it is memory, or
 * registers that the kernel itself uses, or beyond the processor's addresses.
 */
bool arch_device_page(pageno_t page);

/*
 * Let the current environment, whose lock is held, reach the ports. -E_BUSY:
 * some are the kernel's own; -E_NO_MEM. Then nothing has changed.
 */
int arch_ports_open(struct env *env, uint32_t first, uint32_t last);

/*
 * Interrupt lines, below NLINES. From arch_line_open on, each interrupt calls
 * line_interrupt. -E_BUSY: the kernel has it; -E_NOT_SUPP: there is no such
 * line here. Masking has no effect on message lines. The caller excludes
 * other calls.
 */
int arch_line_open(unsigned line);
void arch_line_mask(unsigned line, bool masked);
bool arch_line_is_level(unsigned line);

/* What signals a message line. -E_NOT_SUPP: this machine has none. */
int arch_line_message(unsigned line, struct line_message *message);

/* A byte of scan code from a keyboard that a program drives. No lock is held. */
void arch_key_input(uint8_t code);

void arch_device_info(struct device_info *info);

#endif
