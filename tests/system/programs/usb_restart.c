/*
 * A keyboard's driver is ended at any moment, and another started in its
 * place: it works, and the memory that the controller wrote to is returned.
 *
 * Does what init does, by init's own functions.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include "../../../src/user/init/usb.h"
#include "../../../src/user/usbkbd/area.h"

#define TIMES 6

void
umain(int argc, char **argv)
{
	static struct usb usb;
	uint32_t before = 0;
	const char *line;

	USED(argc);
	USED(argv);
	for (int i = 0; i < TIMES; i++) {
		usb_start(&usb);
		CHECK(usb.count == 1 && usb.controllers[0].driver > 0);
		/* At first in the middle of its work on the port, then later. */
		sleep_ms(10 * i * i);
		usb_stop(&usb);
		CHECK(!is_mapped(AREA));
		/* The first time some page tables of ours are made. */
		if (i == 0)
			before = free_pages();
		CHECK_RESULT((int)free_pages(), (int)before);
	}
	usb_start(&usb);
	line = readline("type: ");
	CHECK(line != NULL && strcmp(line, "again") == 0);
	usb_stop(&usb);
	passed();
}
