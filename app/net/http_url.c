/* SPDX-License-Identifier: MIT */
/* libcurl takes addresses apart and puts them together: what it is given to call later is read by the same eyes. */
#include "net/http_url.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "base/instant.h"
#include "base/mem.h"

/* The parts that say with whom one talks. */
struct origin {
	char *scheme, *host, *port, *user, *password; /* libcurl's; NULL = none */
};

static struct origin origin_of(CURLU *url)
{
	struct origin origin = { 0 };

	curl_url_get(url, CURLUPART_SCHEME, &origin.scheme, 0);
	curl_url_get(url, CURLUPART_HOST, &origin.host, 0);
	curl_url_get(url, CURLUPART_PORT, &origin.port, CURLU_DEFAULT_PORT);
	curl_url_get(url, CURLUPART_USER, &origin.user, 0);
	curl_url_get(url, CURLUPART_PASSWORD, &origin.password, 0);
	return origin;
}

static void origin_release(struct origin *origin)
{
	curl_free(origin->scheme);
	curl_free(origin->host);
	curl_free(origin->port);
	curl_free(origin->user);
	curl_free(origin->password);
}

/* From http to https of the same host is no step down, and then the port is the other's own. */
static bool is_allowed(const struct origin *from, const struct origin *to)
{
	bool is_upgrade;

	if (!from->host || !to->host || !from->scheme || !to->scheme || !from->port || !to->port)
		return false;
	if (to->user || to->password || strcasecmp(from->host, to->host) != 0)
		return false;
	is_upgrade = strcmp(from->scheme, "http") == 0 && strcmp(to->scheme, "https") == 0;
	return is_upgrade || (strcmp(from->scheme, to->scheme) == 0 && strcmp(from->port, to->port) == 0);
}

static enum err join(CURLU *url, const char *base, const char *reference, struct fault *fault)
{
	struct origin from, to;
	bool is_fine;

	if (curl_url_set(url, CURLUPART_URL, base, 0) != CURLUE_OK)
		return fault_set(fault, ERR_INVALID, "", "the address that was asked is none");
	from = origin_of(url);
	if (curl_url_set(url, CURLUPART_URL, reference, 0) != CURLUE_OK) {
		origin_release(&from);
		return fault_set(fault, ERR_INVALID, "", "the answer leads to what is no address");
	}
	to = origin_of(url);
	is_fine = is_allowed(&from, &to);
	origin_release(&from);
	origin_release(&to);
	return is_fine ? ERR_NONE : fault_set(fault, ERR_DENIED, "", "the answer leads to another host, port or scheme: it is not followed");
}

enum err http_url_follow(const char *base, struct span reference, struct str *out, struct fault *fault)
{
	CURLU *url = curl_url();
	struct str text = { 0 };
	char *whole = NULL;
	enum err err;

	if (!url)
		BUG("no memory for an address");
	str_add(&text, reference.text ? reference.text : "", reference.length);
	err = memchr(str_text(&text), '\0', text.length) || text.length == 0
		      ? fault_set(fault, ERR_INVALID, "", "the answer leads to what is no address")
		      : join(url, base, str_text(&text), fault);
	if (err == ERR_NONE && curl_url_get(url, CURLUPART_URL, &whole, 0) != CURLUE_OK)
		err = fault_set(fault, ERR_INVALID, "", "the answer leads to what is no address");
	if (err == ERR_NONE)
		str_adds(out, whole);
	curl_free(whole);
	curl_url_cleanup(url);
	str_release(&text);
	return err;
}

void http_url_escape(struct str *out, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (; *text; text++)
		if (strchr(plain, *text))
			str_addc(out, *text);
		else
			str_addf(out, "%%%02X", (unsigned)(unsigned char)*text);
}

void http_url_add(struct str *out, const char *url, const char *name, const char *value)
{
	const char *fragment = strchr(url, '#');
	size_t length = fragment ? (size_t)(fragment - url) : strlen(url);

	str_add(out, url, length);
	str_addc(out, memchr(url, '?', length) ? '&' : '?');
	http_url_escape(out, name);
	str_addc(out, '=');
	http_url_escape(out, value);
}

int64_t http_date(const char *text)
{
	time_t seconds = text ? curl_getdate(text, NULL) : (time_t)-1;

	return seconds < 0 ? INSTANT_NONE : (int64_t)seconds * US_PER_S;
}

int64_t http_retry_after_us(const char *retry_after, const char *date, int64_t wall_us)
{
	int64_t now = http_date(date), until, seconds = 0, wait = 0;

	if (retry_after && str_to_i64(span_of(retry_after), &seconds) == ERR_NONE) {
		wait = seconds > 0 && seconds < 86400 ? seconds * US_PER_S : seconds > 0 ? US_PER_DAY : 0;
	} else if ((until = http_date(retry_after)) != INSTANT_NONE) {
		wait = until - (now != INSTANT_NONE ? now : wall_us);
	}
	return wait < 0 ? 0 : wait > US_PER_DAY ? US_PER_DAY : wait;
}
