/* SPDX-License-Identifier: MIT */
/* One table of lines. */
#include "model/interface_line.h"

#include <stdlib.h>
#include <string.h>

const struct interface_line interface_lines[] = {
	{ "title", INTERFACE_TEXT, "", "", "both", true, "What people call it." },
	{ "kind", INTERFACE_CHOICE, "http|mail|load", "http", "both", true, "How a connector's effects go out." },
	{ "party", INTERFACE_TEXT, "", "", "both", true, "Whose it is, as kind:code (carrier:DHLF): what hangs on that party hangs on it." },
	{ "owner", INTERFACE_TEXT, "", "", "both", false, "Who answers for it when it fails: a person or a team, with a number to call." },
	{ "contract", INTERFACE_TEXT, "", "", "both", false, "The version of what was agreed with the partner." },
	{ "mode", INTERFACE_CHOICE, "test|shadow|live", "test", "both", true,
	  "test keeps and understands and changes nothing; shadow counts what it would raise; live works." },
	{ "mapping", INTERFACE_TEXT, "", "", "in", true, "How its messages are read; CloudEvents need none." },
	{ "secret", INTERFACE_TEXT, "", "", "both", true, "The name of the key's file in the folder of secrets (docket key)." },
	{ "secret-next", INTERFACE_TEXT, "", "", "both", true, "A second key that holds as well, while keys are changed over." },
	{ "secret-form", INTERFACE_CHOICE, "text|base64|hex", "", "in", false,
	  "How a partner's own key stands in its file; without it as text. Standard Webhooks has its own form." },
	{ "signature", INTERFACE_CHOICE, "standard|hmac-sha256|hmac-sha1|hmac-sha512|token", "standard", "in", false,
	  "How a message shows whose it is: as Standard Webhooks has it, by a plain HMAC in a header, or by a token that is the key itself." },
	{ "signature-header", INTERFACE_TEXT, "", "", "in", false,
	  "The header that carries the signature or token: X-Hub-Signature-256. A token without it is expected in Authorization." },
	{ "signature-form", INTERFACE_TEXT, "", "", "in", false,
	  "How it stands there: hex (without it), base64, sha256={hex}, t={timestamp},v1={hex}, or for a token Bearer {token}." },
	{ "signature-of", INTERFACE_TEXT, "", "", "in", false,
	  "What is signed: {body} (without it), {timestamp}.{body}, v0:{timestamp}:{body}; {id} is the key-header, {x-path} that header." },
	{ "timestamp-header", INTERFACE_TEXT, "", "", "in", false,
	  "The header with the signed moment: seconds, milliseconds or RFC 3339." },
	{ "tolerance", INTERFACE_DURATION, "", "", "in", false,
	  "How far a signed moment may be from the engine's clock; without it 5m. What is older is a repetition." },
	{ "rate", INTERFACE_COUNT, "", "", "in", false, "Most messages a minute, for each engine; above: 429, and when to come again." },
	{ "burst", INTERFACE_COUNT, "", "", "in", false,
	  "How many of them may come at once after a quiet time; without it what ten seconds hold, at least 10." },
	{ "size-most", INTERFACE_SIZE, "", "", "in", false, "The largest message; above: 413. Without it 1 MiB over HTTP." },
	{ "rhythm", INTERFACE_DURATION, "", "", "in", true, "Expected at least this often; silence beyond it is an exception. Where docket pulls, three times pull-every." },
	{ "folder", INTERFACE_PATH, "", "", "in", true, "Files that the partner puts there are taken, too." },
	{ "file-id", INTERFACE_CHOICE, "content|name", "content", "in", true,
	  "What tells one file from another: with name, a file of the same name is the same file." },
	{ "maildir", INTERFACE_PATH, "", "", "in", false,
	  "A Maildir of this host: mail in its new/ is taken, joins the story it speaks of, and lies in cur/ then." },
	{ "from", INTERFACE_TEXT, "", "", "in", false,
	  "Whose mail may join a story by itself: addresses by commas, * for any letters (*@dhl.example); the rest waits for a person." },
	{ "pull", INTERFACE_URL, "", "", "in", false,
	  "An address that is asked for news; {cursor} in it stands for what pull-cursor found in the answer before." },
	{ "pull-every", INTERFACE_DURATION, "", "300", "in", false, "How often it is asked; all pages of an answer are asked for at once." },
	{ "pull-next", INTERFACE_TEXT, "", "", "in", false,
	  "Where an answer says where its next page is: link (the header of that name) or a JSON pointer to the address." },
	{ "pull-cursor", INTERFACE_TEXT, "", "", "in", false, "A JSON pointer to what stands for {cursor} in the next call." },
	{ "pull-auth", INTERFACE_TEXT, "", "", "in", false,
	  "How the secret is shown: bearer, basic (the secret is user:password), or the name of a header." },
	{ "pull-accept", INTERFACE_TEXT, "", "*/*", "in", false, "The content types that are asked for." },
	{ "nats", INTERFACE_URL, "nats|tls", "", "in", false, "The server of a NATS JetStream whose messages are taken." },
	{ "nats-stream", INTERFACE_TEXT, "", "", "in", false, "The stream there." },
	{ "nats-subject", INTERFACE_TEXT, "", "", "in", false, "Which of its subjects; without it all." },
	{ "nats-durable", INTERFACE_TEXT, "", "", "in", false,
	  "The name under which the server remembers what was taken; without it docket-CLIENT-INTERFACE." },
	{ "nats-secret", INTERFACE_TEXT, "", "", "in", false,
	  "The name of the file with its credentials: user:password, a token, or a NATS .creds file." },
	{ "url", INTERFACE_URL, "smtp|smtps", "", "out", true, "Where effects are sent; mail goes to smtp://host:port." },
	{ "key-header", INTERFACE_TEXT, "", "", "both", true, "The header that carries the key of a message or effect." },
	{ "ask-url", INTERFACE_URL, "", "", "out", true, "Where the fate of an effect can be asked by its key." },
	{ "auth", INTERFACE_TEXT, "", "", "out", false,
	  "How the secret is shown: bearer, basic (the secret is user:password), or the name of a header; without it messages are signed with it." },
	{ "keys", INTERFACE_DURATION, "", "", "out", false,
	  "For how long the target remembers keys: a message that may have arrived is never sent again after that, but asked about or shown to a person." },
	{ "send-rate", INTERFACE_COUNT, "", "", "out", false, "Most calls a second; without it as docketd is told." },
	{ "send-most", INTERFACE_COUNT, "", "", "out", false, "Most calls under way at once; without it as docketd is told." },
	{ "send-timeout", INTERFACE_DURATION, "", "", "out", false, "How long a call may take; without it as docketd is told, and never longer." },
	{ "send-horizon", INTERFACE_DURATION, "", "", "out", false, "How long a call is tried; without it as docketd is told." },
	{ "stop-after", INTERFACE_COUNT, "", "10", "out", false,
	  "After so many failures in a row nothing is sent but a try now and then, until one goes well." },
	{ "alternate", INTERFACE_TEXT, "", "", "out", false,
	  "The name of another connector that takes what waits while this one fails; only what this one certainly has not done." },
	{ "alternate-after", INTERFACE_DURATION, "", "600", "out", false, "How long a message waits before it goes there." },
	{ 0 },
};

const struct interface_line *interface_line_find(const char *name)
{
	for (const struct interface_line *line = interface_lines; line->name; line++)
		if (strcmp(line->name, name) == 0)
			return line;
	return NULL;
}

const char *interface_setting(const struct interface *interface, const char *name)
{
	const char *value = texts_value(&interface->settings, name);
	const struct interface_line *line = value ? NULL : interface_line_find(name);

	return value ? value : line ? line->standard : "";
}

int64_t interface_setting_int(const struct interface *interface, const char *name)
{
	return strtoll(interface_setting(interface, name), NULL, 10);
}

/* FNV-1a; the NUL behind each text is part of it, so that texts do not run together. */
uint64_t interface_settings_mark(const struct interface *interface)
{
	uint64_t mark = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < interface->settings.count; i++)
		for (const char *at = interface->settings.items[i];; at++) {
			mark = (mark ^ (uint8_t)*at) * UINT64_C(1099511628211);
			if (!*at)
				break;
		}
	return mark;
}
