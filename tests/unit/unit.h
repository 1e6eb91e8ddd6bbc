/*
 * The unit-test framework: TEST("what holds") { CHECK(...); ... }
 *
 * Tests register themselves and run in the order they are written. A failed
 * check is reported and counted, and the test goes on.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_UNIT_H
#define TINE_TESTS_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unit_test {
	const char *sentence;
	void (*run)(void);
	struct unit_test *next;
};

void unit_register(struct unit_test *test);

/* Each reports a failure at file:line; they return whether the check held. */
bool unit_check(bool held, const char *expression, const char *file, int line);
bool unit_check_equal(uintmax_t a, uintmax_t b, const char *a_text, const char *b_text,
		      const char *file, int line);
bool unit_check_string(const char *a, const char *b, const char *a_text, const char *b_text,
		       const char *file, int line);

/* All evaluate their arguments once and give true when the check held. */
#define CHECK(expression) unit_check((expression), #expression, __FILE__, __LINE__)
#define CHECK_EQ(a, b)    unit_check_equal((uintmax_t)(a), (uintmax_t)(b), #a, #b, __FILE__, __LINE__)
#define CHECK_STR(a, b)   unit_check_string((a), (b), #a, #b, __FILE__, __LINE__)

#define TEST(sentence)              UNIT_TEST(sentence, __COUNTER__)
#define UNIT_TEST(sentence, number) UNIT_DEFINE(sentence, number)
#define UNIT_DEFINE(text, number)                                                               \
	static void unit_test_##number(void);                                                   \
	__attribute__((constructor)) static void unit_register_##number(void)                   \
	{                                                                                       \
		static struct unit_test test = { .sentence = text, .run = unit_test_##number }; \
		unit_register(&test);                                                           \
	}                                                                                       \
	static void unit_test_##number(void)

#endif
