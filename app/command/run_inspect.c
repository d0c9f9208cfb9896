/* SPDX-License-Identifier: MIT */
/* docket inspect: what is in a file that somebody sent, its structure and what is wrong with it, and what would be answered; no
 * store is asked. */
#include "command/runs.h"

#include "base/instant.h"
#include "codec/edi_ack.h"
#include "command/inspection.h"
#include "command/listing.h"

const struct option run_inspect_options[] = {
	{ "ack", OPTION_CHOICE, NULL, "997|999|contrl", "Print what would be answered to the sender instead." },
	{ "control", OPTION_NUMBER, "1", "", "The control number of the answer and its group; further ones are counted on." },
	{ "at", OPTION_TEXT, NULL, "instant", "When the answer is made, in UTC; without it now." },
	{ 0 },
};

/* What --ack, --control and --at say; *is_asked false without --ack. */
static enum err read_ack(const struct request *request, struct edi_ack *ack, bool *is_asked, struct fault *fault)
{
	const char *name = config_text(&request->config, "ack"), *at = config_text(&request->config, "at");
	int64_t now = instant_wall_now();
	enum err err = at ? instant_read(span_of(at), &now) : ERR_NONE;

	*is_asked = name != NULL;
	if (err && err != ERR_AGAIN) /* without an offset it is UTC */
		return fault_set(fault, ERR_INVALID, at, "it is no instant such as 2026-03-08T09:05Z");
	ack->at = instant_civil(now, 0);
	ack->interchange_number = ack->group_number = config_number(&request->config, "control");
	ack->has_lines = true;
	return name ? edi_ack_kind_read(name, &ack->kind, fault) : ERR_NONE;
}

static enum err answer(const struct inspection *inspection, struct edi_ack *ack, struct str *out, struct fault *fault)
{
	if (inspection->file.text.text)
		return edi_ack_write(&inspection->file, ack, out, fault);
	return fault_set(fault, ERR_NOT_FOUND, inspection->path, "it is %s, and that is not acknowledged", inspection->words);
}

/* `ack` NULL = no answer is asked for. */
static enum err inspect(const struct request *request, const char *path, struct edi_ack *ack, struct fault *fault)
{
	struct inspection inspection;
	struct str out = { 0 };
	enum err err = inspection_read(&inspection, path, fault);

	if (!err && ack)
		err = answer(&inspection, ack, &out, fault);
	else if (!err && request->format == FORMAT_JSON)
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
	struct edi_ack ack = { 0 };
	bool is_asked = false;
	const char *path = NULL;
	enum err first = ERR_NONE, err = read_ack(request, &ack, &is_asked, fault);

	if (!err)
		err = request_need(request, "a file", &path, fault);
	if (err)
		return err;
	for (bool is_last = false; !is_last;) {
		struct fault own = { 0 };
		const char *next = request_word(request);
		err = inspect(request, path, is_asked ? &ack : NULL, &own);
		is_last = !next;
		if (err && !first) {
			first = err;
			*fault = own;
		} else if (err) {
			listing_fault(&own); /* one that cannot be read does not keep the others from their answer */
		}
		path = next;
	}
	return first;
}
