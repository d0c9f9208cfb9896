/* SPDX-License-Identifier: MIT */
/* Schemes read. What a partner's documentation says is a row of text here, never a branch. */
#include "codec/signature.h"

#include <string.h>
#include <strings.h>

#include "codec/signature_form.h"
#include "codec/webhook.h"
#include "model/interface_line.h"

static const struct {
	const char *name;
	enum signature_kind kind;
	enum digest_kind digest;
} methods[] = {
	{ "standard", SIGNATURE_STANDARD, DIGEST_SHA256 }, { "hmac-sha256", SIGNATURE_HMAC, DIGEST_SHA256 },
	{ "hmac-sha1", SIGNATURE_HMAC, DIGEST_SHA1 },	   { "hmac-sha512", SIGNATURE_HMAC, DIGEST_SHA512 },
	{ "token", SIGNATURE_TOKEN, DIGEST_SHA256 },
};

static const char *or_else(const char *text, const char *fallback)
{
	return text[0] ? text : fallback;
}

static bool has_piece(const char *pattern, const char *name)
{
	struct signature_piece pieces[SIGNATURE_PIECES_MOST];
	size_t count = signature_pieces(pattern, pieces);

	for (size_t i = 0; i < count; i++)
		if (pieces[i].is_name && strlen(name) == pieces[i].text.length &&
		    strncasecmp(pieces[i].text.text, name, pieces[i].text.length) == 0)
			return true;
	return false;
}

/* A form of a plain HMAC: one signature, at most one moment, nothing else. */
static bool is_form(const char *form)
{
	struct signature_field fields[SIGNATURE_FIELDS_MOST];
	char separator;
	size_t count = signature_fields(form, fields, &separator), signatures = 0, moments = 0;

	for (size_t i = 0; i < count; i++) {
		bool is_moment = span_is(fields[i].name, "timestamp");
		if (!is_moment && !span_is(fields[i].name, "hex") && !span_is(fields[i].name, "base64"))
			return false;
		moments += is_moment;
		signatures += !is_moment;
	}
	return signatures == 1 && moments <= 1;
}

static enum err check_moment(const struct signature_scheme *scheme, struct fault *fault)
{
	bool is_field = signature_has_field(scheme->form, "timestamp"), is_header = scheme->timestamp_header[0] != '\0';
	bool is_signed = has_piece(scheme->of, "timestamp") || (is_header && has_piece(scheme->of, scheme->timestamp_header));

	if (is_field && is_header)
		return fault_set(fault, ERR_INVALID, "timestamp-header", "the moment is a field of signature-form already");
	if (is_signed && !is_field && !is_header)
		return fault_set(fault, ERR_INVALID, "signature-of", "{timestamp} is signed, and no timestamp-header says where it stands");
	if (!is_signed && (is_field || is_header)) {
		fault_set(fault, ERR_INVALID, "signature-of", "the moment is not signed: who repeats a message would write another one");
		return fault_help(fault, "signature-of \"{timestamp}.{body}\", as the partner signs it, or no timestamp");
	}
	return ERR_NONE;
}

static enum err check_hmac(const struct signature_scheme *scheme, struct fault *fault)
{
	struct signature_piece pieces[SIGNATURE_PIECES_MOST];

	if (!scheme->header[0])
		return fault_set(fault, ERR_INVALID, "signature-header", "which header carries the signature is not said");
	if (!is_form(scheme->form))
		return fault_set(fault, ERR_INVALID, "signature-form", "\"%.80s\" is no form such as hex, base64, sha256={hex} or t={timestamp},v1={hex}",
				 scheme->form);
	if (signature_pieces(scheme->of, pieces) == 0 || !has_piece(scheme->of, "body"))
		return fault_set(fault, ERR_INVALID, "signature-of", "\"%.80s\" does not hold {body}: the message would not be signed", scheme->of);
	if (has_piece(scheme->of, "id") && !scheme->key_header[0])
		return fault_set(fault, ERR_INVALID, "signature-of", "{id} is signed, and no key-header says where it stands");
	return check_moment(scheme, fault);
}

static enum err check_token(const struct signature_scheme *scheme, struct fault *fault)
{
	size_t length = strlen(scheme->form), end = strlen("{token}");

	if (scheme->timestamp_header[0] || !span_is(span_of(scheme->of), "{body}"))
		return fault_set(fault, ERR_INVALID, "signature", "a token signs nothing: no signature-of, no timestamp-header");
	if (length < end || strcmp(scheme->form + length - end, "{token}") != 0 || strchr(scheme->form, '{') != scheme->form + length - end)
		return fault_set(fault, ERR_INVALID, "signature-form", "\"%.80s\" does not end with {token}", scheme->form);
	return ERR_NONE;
}

static enum err check_standard(const struct interface *interface, struct fault *fault)
{
	static const char *const lines[] = { "signature-header", "signature-form", "signature-of", "timestamp-header", "secret-form" };

	for (size_t i = 0; i < COUNT_OF(lines); i++)
		if (interface_setting(interface, lines[i])[0]) {
			fault_set(fault, ERR_INVALID, lines[i], "Standard Webhooks has its own");
			return fault_help(fault, "signature hmac-sha256, or another, stands for a plain HMAC");
		}
	return ERR_NONE;
}

/* "hex" and "base64" stand for themselves in braces. */
static const char *form_of(const struct interface *interface, const struct signature_scheme *scheme)
{
	const char *form = interface_setting(interface, "signature-form");

	if (scheme->kind == SIGNATURE_TOKEN)
		return or_else(form, strcasecmp(scheme->header, "authorization") == 0 ? "Bearer {token}" : "{token}");
	if (strcmp(form, "base64") == 0)
		return "{base64}";
	return strcmp(form, "hex") == 0 ? "{hex}" : or_else(form, "{hex}");
}

enum err signature_read(const struct interface *interface, struct signature_scheme *out, struct fault *fault)
{
	const char *name = or_else(interface_setting(interface, "signature"), "standard");
	int64_t tolerance_s = interface_setting_int(interface, "tolerance");
	size_t method = 0;

	while (method < COUNT_OF(methods) && strcmp(methods[method].name, name) != 0)
		method++;
	if (method == COUNT_OF(methods))
		return fault_set(fault, ERR_INVALID, "signature", "there is no signature \"%.40s\"", name);
	*out = (struct signature_scheme){ .kind = methods[method].kind, .digest = methods[method].digest,
					  .header = interface_setting(interface, "signature-header"),
					  .of = or_else(interface_setting(interface, "signature-of"), "{body}"),
					  .timestamp_header = interface_setting(interface, "timestamp-header"),
					  .key_header = interface->key_header ? interface->key_header : "",
					  .secret_form = or_else(interface_setting(interface, "secret-form"), "text"),
					  .tolerance_s = tolerance_s > 0 ? tolerance_s : WEBHOOK_TOLERANCE_S };
	if (out->kind == SIGNATURE_TOKEN)
		out->header = or_else(out->header, "authorization");
	out->form = form_of(interface, out);
	switch (out->kind) {
	case SIGNATURE_STANDARD:
		return check_standard(interface, fault);
	case SIGNATURE_HMAC:
		return check_hmac(out, fault);
	case SIGNATURE_TOKEN:
		return check_token(out, fault);
	}
	return ERR_NONE;
}

bool signature_may_keep(const struct signature_scheme *scheme, const char *name)
{
	return scheme->kind != SIGNATURE_TOKEN || strcasecmp(name, scheme->header) != 0;
}
