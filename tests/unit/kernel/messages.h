/*
 * What the kernel's code printed in a unit test: messages.c stands in for
 * cprintf.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_MESSAGES_H
#define TINE_TESTS_MESSAGES_H

/* All that was printed since it was last made empty by forget_messages(). */
extern char unit_messages[400];

void forget_messages(void);

#endif
