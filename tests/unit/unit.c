/*
 * Runs the registered tests: one line each on standard output, and exit
 * status 1 if any check failed or there was no test at all.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

/* More than this many reports of one test say nothing new. */
#define REPORTS_PER_TEST 8

static struct unit_test *first;
static struct unit_test **last = &first;
static unsigned failures; /* of the test that runs */

void
unit_register(struct unit_test *test)
{
	*last = test;
	last = &test->next;
}

static bool
report_this_one(void)
{
	failures++;
	if (failures == REPORTS_PER_TEST + 1)
		printf("  (further failures of this test are not shown)\n");
	return failures <= REPORTS_PER_TEST;
}

bool
unit_check(bool held, const char *expression, const char *file, int line)
{
	if (!held && report_this_one())
		printf("  %s:%d: %s does not hold\n", file, line, expression);
	return held;
}

bool
unit_check_equal(uintmax_t a, uintmax_t b, const char *a_text, const char *b_text, const char *file,
		 int line)
{
	if (a != b && report_this_one())
		printf("  %s:%d: %s is %jd (0x%jx), not %s, which is %jd (0x%jx)\n", file, line,
		       a_text, (intmax_t)a, a, b_text, (intmax_t)b, b);
	return a == b;
}

bool
unit_check_string(const char *a, const char *b, const char *a_text, const char *b_text,
		  const char *file, int line)
{
	bool same = a != NULL && b != NULL && strcmp(a, b) == 0;

	if (!same && report_this_one())
		printf("  %s:%d: %s is \"%s\", not %s, which is \"%s\"\n", file, line, a_text,
		       a != NULL ? a : "(null)", b_text, b != NULL ? b : "(null)");
	return same;
}

int
main(void)
{
	unsigned run = 0, failed = 0;

	for (struct unit_test *test = first; test != NULL; test = test->next) {
		failures = 0;
		test->run();
		printf("%s %s\n", failures == 0 ? "ok    " : "FAILED", test->sentence);
		fflush(stdout);
		run++;
		failed += failures != 0;
	}
	printf("%u tests, %u failed\n", run, failed);
	return run == 0 || failed != 0;
}
