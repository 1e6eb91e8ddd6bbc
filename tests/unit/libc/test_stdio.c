/*
 * The streams and the line editor, on a console that the test types on.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unit.h>

#include "hooks.h"

static void
start(const char *keys)
{
	fflush(stdout);
	clearerr(stdin);
	console_clear();
	console_type(keys);
}

TEST("stdout is written at the end of a line and at fflush, in one piece")
{
	start("");
	printf("%s %d", "half", 1);
	CHECK_EQ(console_writes(), 0);
	printf(" more\n");
	CHECK_EQ(console_writes(), 1);
	CHECK_STR(console_text(), "half 1 more\n");
	putchar('x');
	CHECK_EQ(fflush(NULL), 0);
	CHECK_STR(console_text(), "half 1 more\nx");
}

TEST("what is longer than stdout's buffer comes out whole and in order")
{
	char line[3000];

	start("");
	for (size_t i = 0; i < sizeof(line) - 1; i++)
		line[i] = (char)('a' + i % 26);
	line[sizeof(line) - 1] = '\0';
	CHECK_EQ(puts(line) >= 0, true);
	CHECK(strncmp(console_text(), line, strlen(line)) == 0);
	CHECK_STR(console_text() + strlen(line), "\n");
}

TEST("stderr is written at once, and by one write for each fprintf")
{
	start("");
	fprintf(stderr, "%d %s", 5, "x");
	CHECK_EQ(console_writes(), 1);
	fputs("y", stderr);
	CHECK_STR(console_text(), "5 xy");
	errno = ENOMEM;
	perror("prog");
	CHECK_STR(console_text(), "5 xyprog: out of memory\n");
}

TEST("fwrite counts elements, and reading from an output stream fails")
{
	start("");
	CHECK_EQ(fwrite("abcdef", 2, 3, stderr), 3);
	CHECK_EQ(fwrite("abcdef", 0, 3, stderr), 0);
	CHECK_STR(console_text(), "abcdef");
	errno = 0;
	CHECK_EQ(fgetc(stdout), EOF);
	CHECK_EQ(errno, EBADF);
	CHECK(ferror(stdout));
	clearerr(stdout);
	CHECK(!ferror(stdout));
	CHECK_EQ(fputc('x', stdin), EOF);
	CHECK_EQ(fprintf(stdin, "x"), -1);
}

TEST("readline shows the prompt, echoes, and gives the line without its end")
{
	start("hello\rnext");
	CHECK_STR(readline("$ "), "hello");
	CHECK_STR(console_text(), "$ hello\n");
}

TEST("backspace, delete and control-U take back what was typed, on the screen too")
{
	start("\bab\bc\x7f\x7f\x7f"
	      "d\n");
	CHECK_STR(readline(NULL), "d");
	CHECK_STR(console_text(), "ab\b \bc\b \b\b \bd\n");
	start("junk\x15ok\n");
	CHECK_STR(readline(NULL), "ok");
	CHECK_STR(console_text(), "junk\b \b\b \b\b \b\b \bok\n");
}

TEST("control characters are not part of a line, bytes above ASCII are")
{
	start("a\x01\t\x1b"
	      "b\xc3\xa9\n");
	CHECK_STR(readline(NULL), "ab\xc3\xa9");
}

TEST("a line that is too long loses its end, not its newline")
{
	char keys[2002];
	const char *line;

	memset(keys, 'k', 2000);
	strcpy(keys + 2000, "\n");
	start(keys);
	line = readline(NULL);
	CHECK_EQ(strlen(line), BUFSIZ - 1);
	CHECK_EQ(strlen(console_text()), BUFSIZ);
}

TEST("control-D ends the input only on an empty line")
{
	start("a\x04"
	      "b\n\x04more\n");
	CHECK_STR(readline(NULL), "ab");
	CHECK(readline(NULL) == NULL);
	CHECK_STR(readline(NULL), "more");
}

TEST("fgets gives lines with their ends, in pieces if they are long")
{
	char line[4];

	start("abcde\n\nx");
	CHECK_STR(fgets(line, sizeof(line), stdin), "abc");
	CHECK_STR(fgets(line, sizeof(line), stdin), "de\n");
	CHECK_STR(fgets(line, sizeof(line), stdin), "\n");
	CHECK_STR(fgets(line, sizeof(line), stdin), "x\n");
	CHECK(fgets(line, sizeof(line), stdin) == NULL);
	CHECK(feof(stdin));
}

TEST("what was printed to ask for input is on the console before the input is")
{
	start("7\n");
	printf("number? ");
	CHECK_EQ(getchar(), '7');
	CHECK_STR(console_text(), "number? 7\n");
	CHECK_EQ(getchar(), '\n');
}

TEST("the end of input stays the end until clearerr")
{
	start("\x04y\n");
	CHECK_EQ(getchar(), EOF);
	CHECK_EQ(getchar(), EOF);
	CHECK(feof(stdin));
	clearerr(stdin);
	CHECK_EQ(getchar(), 'y');
	CHECK_EQ(getchar(), '\n');
}

TEST("ungetc gives a character back once")
{
	start("ab\n");
	CHECK_EQ(getchar(), 'a');
	CHECK_EQ(ungetc('z', stdin), 'z');
	CHECK_EQ(ungetc('y', stdin), EOF);
	CHECK_EQ(getchar(), 'z');
	CHECK_EQ(getchar(), 'b');
	CHECK_EQ(getchar(), '\n');
}

TEST("scanf takes no more of the input than it needs")
{
	char c, word[8];
	int number;

	start("12 word\nrest\n");
	CHECK_EQ(scanf("%d", &number), 1);
	CHECK_EQ(number, 12);
	CHECK_EQ(scanf("%7s", word), 1);
	CHECK_STR(word, "word");
	/* Only the newline is left of the line; a second one must not be waited for. */
	CHECK_EQ(scanf("%c", &c), 1);
	CHECK_EQ(c, '\n');
	CHECK_STR(console_text(), "12 word\n");
	CHECK_EQ(fread(word, 2, 2, stdin), 2);
	CHECK(memcmp(word, "rest", 4) == 0);
	CHECK_EQ(getchar(), '\n');
	CHECK_EQ(scanf("%d", &number), EOF);
}
