/*
 * From a keyboard's reports to scan codes of set 1, which the kernel's keymap
 * understands: so layouts are written once.
 *
 * Source: HID Usage Tables 1.12, section 10, with the scan codes of the
 * translation that keyboards with both interfaces use.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_USBKBD_KEYS_H
#define TINE_USER_USBKBD_KEYS_H

#include <abi/types.h>

#define REPORT_SIZE 8
#define REPORT_KEYS 6 /* from the third byte on */
#define CODES_MAX \
	40 /* 8 modifiers and 6 keys each way, two bytes each, is what a report can give */

/* All zero: nothing is pressed. */
struct keys {
	uint8_t report[REPORT_SIZE]; /* the last one */
	uint8_t repeating;           /* the key pressed last, while it is held, or 0 */
};

/* Store what has been pressed and released since the last report; gives how many bytes. */
size_t keys_report(struct keys *keys, const uint8_t report[REPORT_SIZE], uint8_t codes[CODES_MAX]);

/* Press the key that is held once more. */
size_t keys_repeat(const struct keys *keys, uint8_t codes[CODES_MAX]);

#endif
