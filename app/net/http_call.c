/* SPDX-License-Identifier: MIT */
/* A call as libcurl wants it, and what is known when it is over. libcurl's own eagerness is
 * switched off: redirects, proxies and passwords from the environment, and sending a request once
 * more because a kept connection turned out to be dead. */
#include "net/http_call.h"

#include <string.h>
#include <strings.h>

#include "base/instant.h"
#include "base/mem.h"

#define CONNECT_MOST_MS 10000L
#define TOKEN "!#$%&'*+-.^_`|~0123456789" LETTERS
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* An option that libcurl refuses is a mistake of ours, or no memory. */
#define SET(call, option, value)                                               \
	do {                                                                   \
		if (curl_easy_setopt((call)->easy, option, value) != CURLE_OK) \
			BUG("libcurl refuses %s", #option);                    \
	} while (0)

static bool is_token(const char *text)
{
	return *text && text[strspn(text, TOKEN)] == '\0';
}

static bool has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

/* "host:port" of a URL, without user, password, path and query. */
static void host_of(const char *url, char *out, size_t room_bytes)
{
	const char *host = strstr(url, "://");
	size_t length, i;

	host = host ? host + 3 : url;
	length = strcspn(host, "/?#");
	for (i = length; i > 0 && host[i - 1] != '@'; i--)
		;
	host += i;
	length -= i;
	if (length >= room_bytes)
		length = room_bytes - 1;
	memcpy(out, host, length);
	out[length] = '\0';
}

static enum err check_url(struct http_call *call, const char *url, const char *plain,
			  const char *secure, struct fault *fault)
{
	host_of(url, call->host, sizeof call->host);
	if (strncasecmp(url, plain, strlen(plain)) != 0 &&
	    strncasecmp(url, secure, strlen(secure)) != 0)
		return fault_set(fault, ERR_INVALID, call->host,
				 "the address begins with neither %s nor %s", plain, secure);
	if (has_control(url) || strchr(url, ' '))
		return fault_set(fault, ERR_INVALID, call->host,
				 "the address holds a blank or control sign");
	return ERR_NONE;
}

static void add_line(struct http_call *call, const char *line)
{
	struct curl_slist *lines = curl_slist_append(call->lines, line);

	if (!lines)
		BUG("no memory for a header");
	call->lines = lines;
}

static enum err add_header(struct http_call *call, const struct http_header *header,
			   struct fault *fault)
{
	struct str line = { 0 };

	if (!is_token(header->name) || has_control(header->value))
		return fault_set(fault, ERR_INVALID, call->host,
				 "a header to send has a sign that is not allowed in it");
	/* libcurl takes "Name:" as "leave it out" and "Name;" as empty. */
	if (header->value[0])
		str_addf(&line, "%s: %s", header->name, header->value);
	else
		str_addf(&line, "%s;", header->name);
	add_line(call, str_text(&line));
	str_release(&line);
	return ERR_NONE;
}

static enum err add_headers(struct http_call *call, const struct http_message *message,
			    struct fault *fault)
{
	bool has_type = false;

	for (size_t i = 0; i < message->header_count; i++) {
		enum err err = add_header(call, &message->headers[i], fault);

		if (err != ERR_NONE)
			return err;
		has_type |= strcasecmp(message->headers[i].name, "Content-Type") == 0;
	}
	if (!has_type)
		add_line(call, "Content-Type:"); /* else libcurl says it is a form */
	add_line(call, "Expect:");
	SET(call, CURLOPT_HTTPHEADER, call->lines);
	return ERR_NONE;
}

static size_t on_body(char *data, size_t size, size_t count, void *context)
{
	struct http_call *call = context;
	size_t length = size * count, left = call->body_most_bytes - call->body.length;

	if (length <= left) {
		str_add(&call->body, data, length);
		return length;
	}
	str_add(&call->body, data, left);
	call->is_cut = true;
	return 0; /* ends the call: the status is known, the rest is not wanted */
}

static size_t on_text(char *room, size_t size, size_t count, void *context)
{
	struct http_call *call = context;
	size_t length = size * count, left = call->text.length - call->text_given;

	if (length > left)
		length = left;
	memcpy(room, call->text.text + call->text_given, length);
	call->text_given += length;
	return length;
}

static int on_progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct http_call *call = context;

	(void)a, (void)b, (void)c, (void)d;
	return atomic_load(&call->is_cancelled);
}

static void keep_text(struct http_call *call, struct span text)
{
	call->text =
		(struct span){ mem_copy(text.text ? text.text : "", text.length), text.length };
}

static void set_common(struct http_call *call, const char *url, int64_t timeout_us,
		       const char *ca_file)
{
	long timeout_ms = (long)(timeout_us / US_PER_MS);

	SET(call, CURLOPT_URL, url);
	SET(call, CURLOPT_PROTOCOLS_STR, call->is_mail ? "smtp,smtps" : "http,https");
	SET(call, CURLOPT_FOLLOWLOCATION, 0L);
	SET(call, CURLOPT_PROXY, "");
	SET(call, CURLOPT_NOSIGNAL, 1L);
	SET(call, CURLOPT_QUICK_EXIT, 1L); /* else a name being looked up holds up the loop */
	SET(call, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(call, CURLOPT_TIMEOUT_MS, timeout_ms > 0 ? timeout_ms : 1L);
	SET(call, CURLOPT_CONNECTTIMEOUT_MS,
	    timeout_ms > 0 && timeout_ms < CONNECT_MOST_MS ? timeout_ms : CONNECT_MOST_MS);
	SET(call, CURLOPT_ERRORBUFFER, call->error);
	SET(call, CURLOPT_WRITEFUNCTION, on_body);
	SET(call, CURLOPT_WRITEDATA, call);
	SET(call, CURLOPT_PRIVATE, call);
	if (ca_file)
		SET(call, CURLOPT_CAINFO, ca_file);
}

static void begin(struct http_call *call)
{
	call->easy = curl_easy_init();
	if (!call->easy)
		BUG("no memory for a call");
}

static void set_method(struct http_call *call, const struct http_message *message)
{
	bool has_body = message->body.length || strcmp(message->method, "POST") == 0 ||
			strcmp(message->method, "PUT") == 0 ||
			strcmp(message->method, "PATCH") == 0;

	if (has_body) {
		keep_text(call, message->body);
		SET(call, CURLOPT_POST, 1L);
		SET(call, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->text.length);
		SET(call, CURLOPT_POSTFIELDS, call->text.text);
	} else if (strcmp(message->method, "HEAD") == 0) {
		SET(call, CURLOPT_NOBODY, 1L);
	}
	SET(call, CURLOPT_CUSTOMREQUEST, message->method);
}

enum err http_call_message(struct http_call *call, const struct http_message *message,
			   struct fault *fault)
{
	enum err err = check_url(call, message->url, "http://", "https://", fault);

	if (err != ERR_NONE)
		return err;
	if (!is_token(message->method))
		return fault_set(fault, ERR_INVALID, call->host, "the method is not a word");
	begin(call);
	call->body_most_bytes =
		message->body_most_bytes ? message->body_most_bytes : (size_t)1024 * 1024;
	set_common(call, message->url, message->timeout_us ? message->timeout_us : 15 * US_PER_S,
		   message->ca_file);
	set_method(call, message);
	SET(call, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(call, CURLOPT_USERAGENT, "docket");
	if (!message->is_repeatable) {
		/* On a kept connection that breaks before an answer, libcurl sends again. */
		SET(call, CURLOPT_FRESH_CONNECT, 1L);
		SET(call, CURLOPT_FORBID_REUSE, 1L);
	}
	return add_headers(call, message, fault);
}

static enum err check_address(struct http_call *call, const char *address, struct fault *fault)
{
	if (*address && !has_control(address) && !strpbrk(address, "<> "))
		return ERR_NONE;
	return fault_set(fault, ERR_INVALID, call->host,
			 "a mail address has a sign that is not allowed in it");
}

static enum err add_recipients(struct http_call *call, const struct http_mail *mail,
			       struct fault *fault)
{
	enum err err = check_address(call, mail->from, fault);

	for (const char *const *to = mail->to; *to && err == ERR_NONE; to++) {
		err = check_address(call, *to, fault);
		if (err == ERR_NONE)
			add_line(call, *to);
	}
	if (err == ERR_NONE && !call->lines)
		err = fault_set(fault, ERR_INVALID, call->host, "the mail is for nobody");
	return err;
}

enum err http_call_mail(struct http_call *call, const struct http_mail *mail, struct fault *fault)
{
	int64_t timeout_us = mail->timeout_us ? mail->timeout_us : 60 * US_PER_S;
	enum err err = check_url(call, mail->url, "smtp://", "smtps://", fault);

	call->is_mail = true;
	if (err == ERR_NONE)
		err = add_recipients(call, mail, fault);
	if (err != ERR_NONE)
		return err;
	begin(call);
	keep_text(call, mail->text);
	call->body_most_bytes = 64 * 1024;
	set_common(call, mail->url, timeout_us, mail->ca_file);
	if (mail->needs_tls)
		SET(call, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	if (mail->user) {
		SET(call, CURLOPT_USERNAME, mail->user);
		SET(call, CURLOPT_PASSWORD, mail->password ? mail->password : "");
	}
	SET(call, CURLOPT_NOPROGRESS, 0L);
	SET(call, CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(call, CURLOPT_XFERINFODATA, call);
	/* The answer to QUIT would otherwise be waited for up to two minutes. */
	SET(call, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)((timeout_us + US_PER_S - 1) / US_PER_S));
	SET(call, CURLOPT_MAIL_FROM, mail->from);
	SET(call, CURLOPT_MAIL_RCPT, call->lines);
	SET(call, CURLOPT_UPLOAD, 1L);
	SET(call, CURLOPT_READFUNCTION, on_text);
	SET(call, CURLOPT_READDATA, call);
	SET(call, CURLOPT_FRESH_CONNECT, 1L);
	SET(call, CURLOPT_FORBID_REUSE, 1L);
	return ERR_NONE;
}

/* Of a request, libcurl counts each byte that it could write. */
static enum http_outcome message_outcome(const struct http_call *call, long status)
{
	long sent_bytes = 0;

	if (status >= 200)
		return HTTP_ANSWERED;
	curl_easy_getinfo(call->easy, CURLINFO_REQUEST_SIZE, &sent_bytes);
	return sent_bytes > 0 ? HTTP_UNKNOWN : HTTP_NOT_SENT;
}

/* A mail counts from its text on: before that the server has promised nothing and been asked
 * nothing. 354 is its "go on", no answer; what comes behind it is one, even if the goodbye then
 * fails. */
static enum http_outcome mail_outcome(const struct http_call *call, CURLcode code, long status)
{
	if (code == CURLE_OK)
		return HTTP_ANSWERED;
	if (!call->text_given)
		return HTTP_NOT_SENT;
	return status >= 200 && status != 354 ? HTTP_ANSWERED : HTTP_UNKNOWN;
}

void http_call_outcome(const struct http_call *call, CURLcode code, struct http_reply *reply)
{
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	reply->outcome =
		call->is_mail ? mail_outcome(call, code, status) : message_outcome(call, status);
	if (reply->outcome == HTTP_ANSWERED || (call->is_mail && status >= 400))
		reply->status = (int)status;
	reply->body = (struct span){ str_text(&call->body), call->body.length };
	reply->is_cut = call->is_cut || (code != CURLE_OK && reply->outcome == HTTP_ANSWERED);
	if (reply->outcome != HTTP_ANSWERED)
		fault_set(&reply->fault, code == CURLE_OPERATION_TIMEDOUT ? ERR_TIMEOUT : ERR_LINK,
			  call->host, "%s: %s",
			  reply->outcome == HTTP_NOT_SENT ? "not sent" : "it may have arrived",
			  call->error[0] ? call->error : curl_easy_strerror(code));
}

void http_call_free(struct http_call *call)
{
	if (call->easy)
		curl_easy_cleanup(call->easy);
	curl_slist_free_all(call->lines);
	mem_free((void *)(uintptr_t)call->text.text);
	str_release(&call->body);
	mem_free(call);
}
