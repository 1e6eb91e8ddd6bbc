/*
 * Fills a screen with what a terminal has to get right, for a picture of it:
 * scrolling, wrapped lines, places, colours, every character. The lowest
 * lines are for what comes after.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

static void
print_colours(void)
{
	static const char *const names[] = { "black", "red",     "green", "yellow",
					     "blue",  "magenta", "cyan",  "white" };

	for (int i = 0; i < 8; i++)
		cprintf("\033[3%dm%s\033[0m \033[4%d;1m%s\033[0m \033[9%dm%s\033[0m "
			"\033[10%d;30m%s\033[0m\n",
			i, names[i], i, names[i], i, names[i], i, names[i]);
}

static void
print_characters(void)
{
	for (int i = 0x80; i < 0x100; i++)
		cprintf("%c%s", i, i % 32 == 31 ? "\n" : "");
}

void
umain(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	/* More than the video memory of a text screen holds. */
	for (int i = 0; i < 250; i++)
		cprintf("line %d goes away\n", i);
	cprintf("\033[2J\033[HThe top line\033[K\n");
	print_colours();
	print_characters();
	cprintf("\033[7mreverse\033[27m\tafter a tab, \033[snot this\033[uand this.\033[K\n");
	cprintf("erased\rE\033[5Cx\033[D!\033[K\n");
	cprintf("\033[1;60Hthe top's right\033[17;1H");
	passed();
}
