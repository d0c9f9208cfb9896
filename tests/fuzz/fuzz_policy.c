/* SPDX-License-Identifier: MIT */
/* links: data/policy */
/* Any bytes as a policy: read or refused with a place, never a crash; what was read can be
 * described and compared. */
#include "base/err.h"
#include "policy/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct str words = { 0 };
	struct policy *policy;
	const struct policy_exception *rows;
	struct fault fault;

	if (policy_read(&arena, "fuzz", (struct span) { (const char *)data, size },
			policy_include_shipped, NULL, &policy, &fault) == ERR_NONE) {
		policy_exceptions(policy, &arena, &rows);
		policy_diff(NULL, policy, &words);
		policy_diff(policy, policy, &words);
	} else if (fault.err == ERR_NONE || fault.why[0] == '\0') {
		BUG("a refusal without a reason");
	}
	str_release(&words);
	arena_release(&arena);
	return 0;
}
