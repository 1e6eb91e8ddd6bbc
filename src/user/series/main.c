/*
 * A calculator for power series with rational coefficients:
 *
 *   series [-n TERMS] FORMULA
 *
 * It prints as many terms as asked for that are not 0. Every operation of the
 * formula is an environment of its own: see stream.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TERMS_DEFAULT 12
#define FORMULA_SIZE  512

static const char *const failure_texts[FAILURES] = {
	[FAILURE_DIGITS] = "the next coefficient has too many digits",
	[FAILURE_LENGTH] = "no further terms are to be found",
	[FAILURE_DIVISION] = "a divisor begins with 0",
	[FAILURE_CONSTANT] = "the argument of a function does not begin with 0",
	[FAILURE_ITSELF] = "a coefficient depends on itself",
	[FAILURE_RESOURCES] = "there is no memory, or no environment, to go on",
};

static void
print_term(const struct rational *coefficient, uint32_t power, bool first)
{
	char text[RATIONAL_TEXT_SIZE];
	bool one;

	rational_print(coefficient, false, text);
	one = strcmp(text, "1") == 0;
	if (first)
		printf(coefficient->negative ? "-" : "");
	else
		printf(coefficient->negative ? " - " : " + ");
	if (power == 0 || !one)
		printf("%s%s", text, power == 0 ? "" : " ");
	if (power == 1)
		printf("x");
	else if (power > 1)
		printf("x^%u", power);
}

/* Read terms until there are enough of them. They are printed later, in one line. */
static enum failure
read_terms(struct stream *stream, uint32_t wanted)
{
	enum failure failure = FAILURE_NONE;

	for (uint32_t power = 0; wanted > 0 && failure == FAILURE_NONE; power++) {
		failure = stream_read(stream, power);
		if (power >= stream->length)
			break;
		if (failure == FAILURE_NONE && !rational_is_zero(stream_coefficient(stream, power)))
			wanted--;
	}
	return failure;
}

static void
print_terms(const struct stream *stream)
{
	bool first = true;

	for (uint32_t power = 0; power < stream->count; power++) {
		const struct rational *coefficient = stream_coefficient(stream, power);

		if (rational_is_zero(coefficient))
			continue;
		print_term(coefficient, power, first);
		first = false;
	}
	if (first && stream->count >= stream->length)
		printf("0");
	else if (stream->count < stream->length)
		printf(first ? "..." : " + ...");
	printf("\n");
}

/* The words from argv on, which the shell has taken apart at spaces. */
static bool
join(char **argv, char formula[FORMULA_SIZE])
{
	size_t length = 0;

	formula[0] = '\0';
	for (; *argv != NULL; argv++) {
		length += strlen(*argv) + 1;
		if (length >= FORMULA_SIZE)
			return false;
		strcat(formula, *argv);
		strcat(formula, " ");
	}
	return length > 0;
}

static int
usage(void)
{
	printf("usage: series [-n TERMS] FORMULA, as in: series sin(x + x^3)\n"
	       "numbers, x, + - * / ^, and exp sin cos tan log1p integral derivative rev\n");
	return EXIT_FAILURE;
}

static int
calculate(int argc, char **argv)
{
	char formula[FORMULA_SIZE];
	struct expression *expression;
	struct stream stream;
	const char *error, *position;
	uint32_t terms = TERMS_DEFAULT;
	enum failure failure;
	char *end;

	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		terms = (uint32_t)strtoul(argv[2], &end, 10);
		if (*end != '\0' || terms == 0 || terms > COEFFICIENTS_MAX)
			return usage();
		argv += 2;
	}
	if (!join(argv + 1, formula))
		return usage();
	expression = expression_parse(formula, &error, &position);
	if (expression == NULL) {
		printf("series: %s\n        %*s%s\n", formula, (int)(position - formula), "^ ",
		       error);
		return EXIT_FAILURE;
	}
	stream_begin();
	failure = stream_open(&stream, expression);
	if (failure == FAILURE_NONE)
		failure = read_terms(&stream, terms);
	/* First, so that what the kernel says of their end does not come between. */
	stream_close(&stream);
	printf("%s= ", formula);
	print_terms(&stream);
	if (failure != FAILURE_NONE)
		printf("series: %s\n", failure_texts[failure]);
	return failure == FAILURE_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	if (setjmp(stream_bottom) != 0)
		stream_serve();
	return calculate(argc, argv);
}
