/* SPDX-License-Identifier: MIT */
/* What signing and verifying both need: the key's bytes, and the bytes that are signed. */
#include "codec/signature_form.h"

#include <string.h>

bool signature_has_field(const char *form, const char *name)
{
	struct signature_field fields[SIGNATURE_FIELDS_MOST];
	char separator;
	size_t count = signature_fields(form, fields, &separator);

	for (size_t i = 0; i < count; i++)
		if (span_is(fields[i].name, name))
			return true;
	return false;
}

enum err signature_key(const struct signature_scheme *scheme, struct span secret, struct str *key)
{
	enum err err = ERR_NONE;

	if (strcmp(scheme->secret_form, "base64") == 0) {
		err = base64_read(secret, key);
	} else if (strcmp(scheme->secret_form, "hex") == 0) {
		for (size_t i = 0; i < secret.length / 2; i++)
			str_addc(key, '\0');
		err = key->length ? hex_read(secret, key->text, key->length) : ERR_SYNTAX;
	} else {
		str_add(key, secret.text, secret.length);
	}
	return err || key->length == 0 ? ERR_SYNTAX : ERR_NONE;
}

void signature_wipe(struct str *key)
{
	if (key->text)
		explicit_bzero(key->text, key->room);
	str_release(key);
}

static bool value_of(const struct signature_values *values, struct span name, struct span *out)
{
	char header[128];
	const char *text = NULL;

	if (span_is(name, "body")) {
		*out = values->request->body;
		return true;
	}
	if (name.length >= sizeof header)
		return false;
	memcpy(header, name.text, name.length);
	header[name.length] = '\0';
	if (strcmp(header, "timestamp") == 0)
		text = values->timestamp;
	else if (strcmp(header, "id") == 0)
		text = values->id;
	else if (values->request->header)
		text = values->request->header(values->request->context, header);
	*out = span_of(text);
	return text != NULL;
}

size_t signature_gather(const struct signature_scheme *scheme, const struct signature_values *values, struct span *parts)
{
	struct signature_piece pieces[SIGNATURE_PIECES_MOST];
	size_t count = signature_pieces(scheme->of, pieces);

	for (size_t i = 0; i < count; i++) {
		parts[i] = pieces[i].text;
		if (pieces[i].is_name && !value_of(values, pieces[i].text, &parts[i]))
			return 0;
	}
	return count;
}
