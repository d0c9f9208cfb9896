/* SPDX-License-Identifier: MIT */
/* docket inspect: what is in a file that somebody sent, its structure and what is wrong with it; no store is asked. */
#include "command/runs.h"

#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "command/inspection.h"
#include "command/listing.h"

/* A file that cannot be read does not keep the others from their answer. */
static void say_fault(const struct fault *fault)
{
	struct str line = { 0 };
	char words[800];

	fault_words(fault, words, sizeof words);
	str_adds(&line, "docket: ");
	text_clean(&line, words, strlen(words));
	str_addc(&line, '\n');
	if (write(2, line.text, line.length) < 0) {
		/* nobody is there to tell */
	}
	str_release(&line);
}

static enum err inspect(const struct request *request, const char *path, struct fault *fault)
{
	struct inspection inspection;
	struct str out = { 0 };
	enum err err = inspection_read(&inspection, path, fault);

	if (!err && request->format == FORMAT_JSON)
		inspection_json(&inspection, &out);
	else if (!err)
		inspection_page(&inspection, &out);
	listing_out(&out);
	str_release(&out);
	inspection_release(&inspection);
	return err;
}

enum err run_inspect(struct request *request, struct fault *fault)
{
	enum err err, first = ERR_NONE;
	const char *path = NULL;

	err = request_need(request, "a file", &path, fault);
	if (err)
		return err;
	for (bool is_last = false; !is_last;) {
		struct fault own = { 0 };
		const char *next = request_word(request);
		err = inspect(request, path, &own);
		is_last = !next;
		if (err && !first) {
			first = err;
			*fault = own;
		} else if (err) {
			say_fault(&own);
		}
		path = next;
	}
	return first;
}
