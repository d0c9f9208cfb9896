/* SPDX-License-Identifier: MIT */
/* libcurl's own reading of addresses, so that what was checked is what is called. */
#include "net/http_url.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/mem.h"

#define TARGET_BYTES_MAX 4096

/* Are both addresses' parts the same? The standard port of a scheme is the same written or not. */
static bool is_same_part(CURLU *one, CURLU *other, CURLUPart part)
{
	char *first = NULL, *second = NULL;
	bool is_same = curl_url_get(one, part, &first, CURLU_DEFAULT_PORT) == CURLUE_OK &&
		       curl_url_get(other, part, &second, CURLU_DEFAULT_PORT) == CURLUE_OK && strcasecmp(first, second) == 0;

	curl_free(first);
	curl_free(second);
	return is_same;
}

static bool has_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;
	bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;

	curl_free(text);
	return has;
}

static enum err check(CURLU *from, CURLU *to, struct fault *fault)
{
	if (!is_same_part(from, to, CURLUPART_SCHEME) || !is_same_part(from, to, CURLUPART_HOST) || !is_same_part(from, to, CURLUPART_PORT))
		return fault_set(fault, ERR_DENIED, "next page", "it is at another server than the one that was asked");
	if (has_part(to, CURLUPART_USER) || has_part(to, CURLUPART_PASSWORD))
		return fault_set(fault, ERR_DENIED, "next page", "its address brings a login");
	return ERR_NONE;
}

enum err http_url_follow(const char *base, struct span target, struct str *out, struct fault *fault)
{
	CURLU *from = curl_url(), *to = curl_url();
	struct arena arena = { 0 };
	const char *text = arena_text(&arena, target.text, target.length);
	char *whole = NULL;
	enum err err;

	str_clear(out);
	if (target.length == 0 || target.length > TARGET_BYTES_MAX || strlen(text) != target.length ||
	    curl_url_set(from, CURLUPART_URL, base, 0) != CURLUE_OK || curl_url_set(to, CURLUPART_URL, base, 0) != CURLUE_OK ||
	    curl_url_set(to, CURLUPART_URL, text, 0) != CURLUE_OK)
		err = fault_set(fault, ERR_INVALID, "next page", "what the answer says of it is no address");
	else
		err = check(from, to, fault);
	if (!err && curl_url_set(to, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK && curl_url_get(to, CURLUPART_URL, &whole, 0) == CURLUE_OK)
		str_adds(out, whole);
	curl_free(whole);
	curl_url_cleanup(from);
	curl_url_cleanup(to);
	arena_release(&arena);
	return err;
}

void http_url_escape(struct str *out, const char *text)
{
	char *escaped = curl_easy_escape(NULL, text, (int)strlen(text));

	BUG_IF(!escaped);
	str_adds(out, escaped);
	curl_free(escaped);
}

void http_url_show(struct str *out, const char *url)
{
	CURLU *handle = curl_url();
	char *text = NULL;

	if (curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK) {
		curl_url_set(handle, CURLUPART_QUERY, NULL, 0);
		curl_url_set(handle, CURLUPART_USER, NULL, 0);
		curl_url_set(handle, CURLUPART_PASSWORD, NULL, 0);
		if (curl_url_get(handle, CURLUPART_URL, &text, 0) == CURLUE_OK)
			str_adds(out, text);
	}
	curl_free(text);
	curl_url_cleanup(handle);
}
