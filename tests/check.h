/* SPDX-License-Identifier: MIT */
/* The one header a unit test includes first: cmocka behind the standard headers it needs. */
#ifndef DOCKET_TESTS_CHECK_H
#define DOCKET_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Fails with both values printed, and the row's name, so a table-driven test says which row broke. */
#define check_int(row_name, got, want)                                                          \
	do {                                                                                    \
		long long got_ = (long long)(got), want_ = (long long)(want);                   \
		if (got_ != want_)                                                              \
			fail_msg("%s: got %lld, want %lld", (row_name), got_, want_);           \
	} while (0)

/* The same for NUL-terminated text; NULL prints as (null). */
#define check_str(row_name, got, want)                                                          \
	do {                                                                                    \
		const char *got_ = (got), *want_ = (want);                                      \
		if (!got_ || !want_ ? got_ != want_ : strcmp(got_, want_) != 0)                 \
			fail_msg("%s:\n   got \"%s\"\n  want \"%s\"", (row_name),               \
				 got_ ? got_ : "(null)", want_ ? want_ : "(null)");             \
	} while (0)

#endif
