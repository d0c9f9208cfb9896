/* SPDX-License-Identifier: MIT */
/* Mails as people and scanners send them, and as nobody should: who, what about, the words, the papers. */
#include "check.h"

#include "codec/mail.h"

static struct arena arena;

static struct mail_content read_mail(const char *text)
{
	struct mail_content mail;
	struct fault fault = { 0 };

	if (mail_read(&arena, span_of(text), &mail, &fault) != ERR_NONE)
		fail_msg("it is refused: %s", fault.why);
	return mail;
}

#define HEAD "From: \"POD desk\" <POD@Carrier.example>\r\nTo: ops@nordwind.example, Two <two@n.example>\r\n"

static void test_head(void **state)
{
	struct mail_content mail = read_mail(HEAD "Subject: =?utf-8?B?QWJsaWVmZXJiZWxlZyBmw7xy?= SO-88121\r\n"
					  "Message-ID: <m1@carrier.example>\r\nIn-Reply-To: <docket-17@nordwind.example>\r\n"
					  "References: <first@n.example>\r\n <docket-17@nordwind.example>\r\n"
					  "Date: Mon, 2 Mar 2026 10:30:00 +0100\r\n\r\n> quoted\r\n\r\nIt is here.\r\n");

	(void)state;
	check_str("from", mail.from, "pod@carrier.example");
	check_str("name", mail.from_name, "POD desk");
	check_str("to", mail.to, "ops@nordwind.example, two@n.example");
	check_str("title", mail.title, "Ablieferbeleg f\xc3\xbcr SO-88121");
	check_str("id", mail.id, "m1@carrier.example");
	check_int("answered", mail.answered_count, 3);
	check_str("first answered", mail.answered[0], "docket-17@nordwind.example");
	check_str("oldest", mail.answered[2], "first@n.example");
	check_int("date", mail.at, INT64_C(1772443800) * US_PER_S);
	check_str("text", mail.text, "> quoted\n\nIt is here.\n");
	check_str("first line", mail_first_line(&arena, &mail), "It is here.");
	check_int("parts", mail.part_count, 0);
}

static void test_text(void **state)
{
	static const struct {
		const char *name, *head, *body, *want;
	} rows[] = {
		{ "latin 1", "text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable", "Gr=FC=DFe =\r\naus K=F6ln",
		  "Gr\xc3\xbc\xc3\x9f" "e aus K\xc3\xb6ln\n" },
		{ "utf-8 in base64", "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64", "R3LDvMOfZQo=", "Gr\xc3\xbc\xc3\x9f" "e\n" },
		{ "utf-16", "text/plain; charset=utf-16le\r\nContent-Transfer-Encoding: base64", "QQBCAA==", "AB\n" },
		{ "a charset that is none", "text/plain; charset=klingon", "abc", "abc\n" },
		{ "cp1252 said to be utf-8", "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit", "50 \x80 due", NULL },
		{ "terminal signs", "text/plain", "a\x1b[2Jb\x07", NULL },
		{ "html", "text/html",
		  "<html><head><title>T</title><style>p{}</style></head><body><!-- no --><p>POD for&nbsp;<b>SH&#45;1</b></p>"
		  "<script>alert(1)</script><table><tr><td>a</td><td>b &lt; c &euro;</td></tr></table>1 < 2</body>",
		  "POD for SH-1\na b < c \xe2\x82\xac\n1 < 2\n" },
		{ "html that ends early", "text/html", "<p>here<script>alert(", "here\n" },
		{ "an open tag", "text/html", "words <b", "words\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct mail_content mail = read_mail(arena_printf(&arena, HEAD "Content-Type: %s\r\n\r\n%s", rows[i].head, rows[i].body));
		check_int(rows[i].name, mail.part_count, 0);
		if (rows[i].want)
			check_str(rows[i].name, mail.text, rows[i].want);
		if (strchr(mail.text, '\x1b') || strchr(mail.text, '\x07'))
			fail_msg("%s: signs of a terminal are left", rows[i].name);
	}
}

#define MIXED(type) HEAD "Subject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/" type "; boundary=b\r\n\r\n"

static void test_parts(void **state)
{
	struct mail_content mail = read_mail(
		MIXED("mixed") "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
			       "--c\r\nContent-Type: text/html\r\n\r\n<p>html\r\n--c--\r\n"
			       "--b\r\nContent-Type: application/PDF; name=a.pdf\r\nContent-Disposition: attachment; filename=\"POD 1.pdf\"\r\n"
			       "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n"
			       "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: forwarded SH-7\r\nContent-Type: multipart/mixed; boundary=d\r\n\r\n"
			       "--d\r\nContent-Type: text/plain\r\n\r\ninner words\r\n--d\r\nContent-Type: image/jpeg; name=x.jpg\r\n\r\nJPEG\r\n--d--\r\n"
			       "--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+Ig==\r\n"
			       "--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment\r\n\r\na,b\r\n"
			       "--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--b--\r\n");
	static const struct {
		const char *name, *type, *bytes;
	} want[] = { { "POD 1.pdf", "application/pdf", "%PDF-1.4\n" },
		     { "x.jpg", "image/jpeg", "JPEG" },
		     { "winmail.dat", "application/ms-tnef", "x\x9f>\"" },
		     { "part 4", "text/csv", "a,b" } };

	(void)state;
	check_str("text", mail.text, "plain\nforwarded SH-7\ninner words\n");
	check_int("count", mail.part_count, COUNT_OF(want));
	for (size_t i = 0; i < COUNT_OF(want); i++) {
		struct digest digest = digest_of(want[i].bytes, strlen(want[i].bytes));
		check_str(want[i].name, mail.parts[i].name, want[i].name);
		check_str(want[i].name, mail.parts[i].type, want[i].type);
		check_int(want[i].name, mail.parts[i].bytes.length, strlen(want[i].bytes));
		assert_memory_equal(mail.parts[i].digest.bytes, digest.bytes, DIGEST_BYTES);
	}
}

static void test_shown(void **state)
{
	struct mail_content mail = read_mail(MIXED("related") "--b\r\nContent-Type: text/html\r\n\r\n<img src=\"cid:l\">Hello\r\n"
						      "--b\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <l>\r\n\r\nPNG\r\n--b--\r\n");

	(void)state;
	check_str("text", mail.text, "Hello\n");
	check_int("count", mail.part_count, 1);
	check_int("a logo is shown", mail.parts[0].is_shown, true);
	mail = read_mail(MIXED("mixed") "--b\r\nContent-Type: image/png; name=photo.png\r\nContent-ID: <l>\r\nContent-Disposition: inline\r\n\r\n"
					"PNG\r\n--b--\r\n");
	check_int("a photo is not", mail.parts[0].is_shown, false);
}

static void test_names(void **state)
{
	static const struct {
		const char *name, *header, *want;
	} rows[] = {
		{ "RFC 2047 in quotes", "filename=\"=?utf-8?B?UE9EIMO8YmVyLnBkZg==?=\"", "POD \xc3\xbc" "ber.pdf" },
		{ "RFC 2231", "filename*=utf-8''POD%20%C3%BCber.pdf", "POD \xc3\xbc" "ber.pdf" },
		{ "RFC 2231 in pieces", "filename*0*=utf-8''POD%20;\r\n filename*1=\"1.pdf\"", "POD 1.pdf" },
		{ "a path", "filename=\"../../etc/passwd\"", "passwd" },
		{ "a path of another system", "filename=\"C:\\\\Users\\\\x\\\\pod.pdf\"", "pod.pdf" },
		{ "hidden", "filename=\".bashrc\"", "bashrc" },
		{ "an option", "filename=\"--help\"", "help" },
		{ "only dots", "filename=\"..\"", "part 1" },
		{ "signs of shells", "filename=\"a<b>|c?.pdf\"", "a_b__c_.pdf" },
		{ "too long", "filename=\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.pdf\"",
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.pdf" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct mail_content mail = read_mail(arena_printf(&arena, MIXED("mixed") "--b\r\nContent-Type: application/pdf\r\n"
									       "Content-Disposition: attachment; %s\r\n\r\nx\r\n--b--\r\n",
							  rows[i].header));
		check_int(rows[i].name, mail.part_count, 1);
		check_str(rows[i].name, mail.parts[0].name, rows[i].want);
	}
}

/* As many levels, parts or lines of a head as said. */
static struct str many(const char *what, size_t count)
{
	struct str out = { 0 };

	str_adds(&out, "Subject: s\r\n");
	if (strcmp(what, "parts") == 0)
		str_adds(&out, "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
	for (size_t i = 0; i < count; i++)
		if (strcmp(what, "deep") == 0)
			str_addf(&out, "Content-Type: multipart/mixed; boundary=b%zu\r\n\r\n--b%zu\r\n", i, i);
		else if (strcmp(what, "parts") == 0)
			str_adds(&out, "--b\r\nContent-Type: image/png; name=a\r\n\r\nx\r\n");
		else if (strcmp(what, "groups") == 0)
			str_adds(&out, i == 0 ? "From: a:" : i % 50 == 0 ? "\r\n a:" : "a:");
		else
			str_adds(&out, "X-A: b\r\n");
	str_adds(&out, "\r\nx\r\n");
	return out;
}

static void test_limits(void **state)
{
	static const struct {
		const char *what;
		size_t count;
		enum err want;
	} rows[] = { { "deep", 8, ERR_NONE },      { "deep", 9, ERR_LIMIT },    { "deep", 5000, ERR_LIMIT },   { "parts", 63, ERR_NONE },
		     { "groups", 400, ERR_NONE },  { "groups", 600, ERR_LIMIT }, { "groups", 130000, ERR_LIMIT },
		     { "parts", 64, ERR_LIMIT },   { "parts", 20000, ERR_LIMIT }, { "head", 4000, ERR_NONE }, { "head", 30000, ERR_LIMIT } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str text = many(rows[i].what, rows[i].count);
		struct fault fault = { 0 };
		struct mail_content mail;
		const char *name = arena_printf(&arena, "%s %zu", rows[i].what, rows[i].count);
		check_int(name, mail_read(&arena, (struct span){ str_text(&text), text.length }, &mail, &fault), rows[i].want);
		str_release(&text);
	}
}

static void test_type(void **state)
{
	(void)state;
	check_int("plain", mail_is_type("message/rfc822"), true);
	check_int("with more", mail_is_type("Message/RFC822; charset=x"), true);
	check_int("longer", mail_is_type("message/rfc8222"), false);
	check_int("none", mail_is_type(NULL), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head),  cmocka_unit_test(test_text),   cmocka_unit_test(test_parts), cmocka_unit_test(test_shown),
		cmocka_unit_test(test_names), cmocka_unit_test(test_limits), cmocka_unit_test(test_type),
	};
	int failed = cmocka_run_group_tests_name("mail", tests, NULL, NULL);

	arena_release(&arena);
	return failed;
}
