/* SPDX-License-Identifier: MIT */
/* The decoder: what each byte sequence means, also when it comes in any two parts; time for Esc;
 * paste; replies. */
#include "check.h"

#include "keys/keyread.h"

/* Events as one line of text: "j <Up> paste(text) focus+ status mouse(0,1,2,+)". */
static void say(const struct keyread_event *event, struct str *out)
{
	char name[KEY_NAME_BYTES];

	if (out->length)
		str_addc(out, ' ');
	switch (event->kind) {
	case KEYREAD_KEY: str_adds(out, key_name(event->key, name)); break;
	case KEYREAD_PASTE:
		str_addf(out, "paste(%.*s)%s", (int)event->text.length, event->text.text,
			 event->is_cut ? "!" : "");
		break;
	case KEYREAD_FOCUS_IN: str_adds(out, "focus+"); break;
	case KEYREAD_FOCUS_OUT: str_adds(out, "focus-"); break;
	case KEYREAD_MOUSE:
		str_addf(out, "mouse(%d,%d,%d,%c)", event->button, event->row, event->col,
			 event->is_press ? '+' : '-');
		break;
	case KEYREAD_STATUS: str_adds(out, "status"); break;
	}
}

static void drain(struct keyread *reader, int64_t now_us, struct str *out)
{
	struct keyread_event event;

	while (keyread_next(reader, now_us, &event))
		say(&event, out);
}

static const struct {
	const char *name, *bytes, *want;
} rows[] = {
	{ "letters", "jG", "j G" },
	{ "utf-8", "\xc3\xa4\xe6\x9d\xb1\xf0\x9f\x98\x80",
	  "\xc3\xa4 \xe6\x9d\xb1 \xf0\x9f\x98\x80" },
	{ "controls", "\r\n\t\b\x7f\x10\x1c\x1f",
	  "<Enter> <Enter> <Tab> <BS> <BS> <C-p> <C-\\> <C-_>" },
	{ "space", " ", "<Space>" },
	{ "csi arrows", "\033[A\033[B\033[C\033[D\033[H\033[F",
	  "<Up> <Down> <Right> <Left> <Home> <End>" },
	{ "ss3 arrows", "\033OA\033OB\033OC\033OD\033OH\033OF",
	  "<Up> <Down> <Right> <Left> <Home> <End>" },
	{ "tildes", "\033[1~\033[2~\033[3~\033[4~\033[5~\033[6~",
	  "<Home> <Ins> <Del> <End> <PgUp> <PgDn>" },
	{ "f keys", "\033OP\033OS\033[15~\033[20~\033[24~\033[34~\033[45~",
	  "<F1> <F4> <F5> <F9> <F12> <F20> <F24>" },
	{ "linux f keys", "\033[[A\033[[E", "<F1> <F5>" },
	{ "modifiers", "\033[1;5C\033[1;2P\033[5;3~\033[1;6D\033[1;2R",
	  "<C-Right> <S-F1> <A-PgUp> <C-S-Left> <S-F3>" },
	{ "shift tab", "\033[Z", "<S-Tab>" },
	{ "alt", "\033x\033X\033\r\033\x7f\033\xc3\xa4",
	  "<A-x> <A-X> <A-Enter> <A-BS> <A-\xc3\xa4"
	  ">" },
	{ "esc esc", "\033\033[A", "<Esc> <Up>" },
	{ "modify other keys", "\033[27;5;13~\033[27;5;105~", "<C-Enter> <C-i>" },
	{ "kitty", "\033[27u\033[13;2u\033[97;5u\033[97;2u", "<Esc> <S-Enter> <C-a> A" },
	{ "pad", "\033OM\033Ok\033Ow", "<Enter> + 7" },
	{ "rxvt", "\033[a\033[5^\033Oa", "<S-Up> <C-PgUp> <C-Up>" },
	{ "focus", "\033[I\033[O", "focus+ focus-" },
	{ "sgr mouse", "\033[<0;12;5M\033[<64;1;1m", "mouse(0,4,11,+) mouse(64,0,0,-)" },
	{ "x10 mouse", "\033[M !!x", "x" },
	{ "status", "a\033[0nb", "a status b" },
	{ "other status", "\033[3n\033[?0n\033[0;1n", "" },
	{ "da", "\033[?64;1;2c\033[>0;276;0cx", "x" },
	{ "cursor position", "\033[24;80Rx", "x" },
	{ "decrpm", "\033[?2026;2$yx", "x" },
	{ "osc st", "\033]11;rgb:0000/0000/0000\033\\x", "x" },
	{ "osc bel", "\033]0;title\ax", "x" },
	{ "dcs", "\033P1$r0m\033\\x", "x" },
	{ "apc", "\033_Gi=1;OK\033\\x", "x" },
	{ "osc broken by a key", "\033]11;rgb\033[Ax", "<Up> x" },
	{ "csi broken off", "\033[1;\033[Ax", "<Up> x" },
	{ "cancelled", "\033]0;ab\x18x", "x" },
	{ "unknown csi", "\033[99~\033[1;2Wx", "x" },
	{ "paste", "a\033[200~rm -rf\n\033[A\033[201~b", "a paste(rm -rf\n\033[A) b" },
	{ "empty paste", "\033[200~\033[201~x", "paste() x" },
	{ "stray paste end", "\033[201~x", "x" },
	{ "bad utf-8", "\xff\xc3(\x80x\xed\xa0\x80y", "( x y" },
	{ "c1 as utf-8",
	  "\xc2\x9b"
	  "Ax",
	  "A x" },
	{ "many params", "\033[1;2;3;4;5;6;7;8;9;10;11;12mx", "x" },
};

static void test_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct keyread reader = { 0 };
		struct str got = { 0 };
		keyread_feed(&reader, rows[i].bytes, strlen(rows[i].bytes), 1000);
		drain(&reader, 1000, &got);
		check_str(rows[i].name, str_text(&got), rows[i].want);
		check_int(rows[i].name, keyread_wait_us(&reader, 1000), -1);
		keyread_release(&reader);
		str_release(&got);
	}
}

static void test_every_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (size_t cut = 0; cut <= strlen(rows[i].bytes); cut++) {
			struct keyread reader = { 0 };
			struct str got = { 0 };
			keyread_feed(&reader, rows[i].bytes, cut, 1000);
			drain(&reader, 1000, &got);
			drain(&reader, 20000, &got);
			keyread_feed(&reader, rows[i].bytes + cut, strlen(rows[i].bytes) - cut,
				     20000);
			drain(&reader, 20000, &got);
			check_str(rows[i].name, str_text(&got), rows[i].want);
			keyread_release(&reader);
			str_release(&got);
		}
}

static void test_lone_esc(void **state)
{
	struct keyread reader = { 0 };
	struct str got = { 0 };

	(void)state;
	keyread_feed(&reader, "\033", 1, 1000000);
	drain(&reader, 1000000, &got);
	check_int("wait", keyread_wait_us(&reader, 1005000), 20000);
	drain(&reader, 1024999, &got);
	check_str("too early", str_text(&got), "");
	drain(&reader, 1025000, &got);
	check_str("in time", str_text(&got), "<Esc>");
	reader.esc_wait_us = 50000;
	keyread_feed(&reader, "\033", 1, 2000000);
	check_int("longer", keyread_wait_us(&reader, 2000000), 50000);
	drain(&reader, 2050000, &got);
	check_str("twice", str_text(&got), "<Esc> <Esc>");
	keyread_feed(&reader, "\033[", 2, 3000000);
	drain(&reader, 3060000, &got);
	check_str("a torn arrow", str_text(&got), "<Esc> <Esc>");
	keyread_feed(&reader, "A", 1, 3070000);
	drain(&reader, 3070000, &got);
	check_str("is mended", str_text(&got), "<Esc> <Esc> <Up>");
	keyread_release(&reader);
	str_release(&got);
}

static void test_quiet(void **state)
{
	static const struct {
		const char *name, *bytes, *want;
		int64_t wait_us;
	} quiet[] = {
		{ "alt [", "\033[", "<A-[>", 100000 },
		{ "alt O", "\033O", "<A-O>", 100000 },
		{ "alt ]", "\033]", "<A-]>", 100000 },
		{ "half a sequence", "\033[1;", "", 100000 },
		{ "half a sign", "\xe6\x9d", "", 100000 },
		{ "half a reply", "\033]11;rgb", "", 500000 },
		{ "paste without end", "\033[200~abc", "paste(abc)!", 10000000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(quiet); i++) {
		struct keyread reader = { 0 };
		struct str got = { 0 };
		keyread_feed(&reader, quiet[i].bytes, strlen(quiet[i].bytes), 0);
		drain(&reader, 0, &got);
		check_int(quiet[i].name, keyread_wait_us(&reader, 0), quiet[i].wait_us);
		drain(&reader, quiet[i].wait_us, &got);
		check_str(quiet[i].name, str_text(&got), quiet[i].want);
		check_int(quiet[i].name, keyread_wait_us(&reader, quiet[i].wait_us), -1);
		str_clear(&got);
		keyread_feed(&reader, "x", 1, quiet[i].wait_us);
		drain(&reader, quiet[i].wait_us, &got);
		check_str(quiet[i].name, str_text(&got), "x");
		keyread_release(&reader);
		str_release(&got);
	}
}

static void test_limits(void **state)
{
	struct keyread reader = { 0 };
	struct keyread_event event;
	char *many = malloc(200000);

	(void)state;
	memset(many, 'p', 200000);
	keyread_feed(&reader, "\033[200~", 6, 0);
	assert_false(keyread_next(&reader, 0, &event));
	for (int i = 0; i < 20; i++) {
		keyread_feed(&reader, many, 20000, 0);
		assert_false(keyread_next(&reader, 0, &event));
	}
	keyread_feed(&reader, "\033[201~", 6, 0);
	assert_true(keyread_next(&reader, 0, &event));
	check_int("cut", event.is_cut, 1);
	check_int("bytes", event.text.length, KEYREAD_PASTE_BYTES_MAX);
	keyread_feed(&reader, many, 200000, 0);
	assert_true(reader.pending.length <= KEYREAD_PENDING_BYTES_MAX);
	keyread_flush(&reader);
	assert_false(keyread_next(&reader, 0, &event));
	keyread_feed(&reader, "y", 1, 0);
	assert_true(keyread_next(&reader, 0, &event));
	check_int("goes on", event.key, 'y');
	free(many);
	keyread_release(&reader);
}

static void test_flush(void **state)
{
	struct keyread reader = { 0 };
	struct str got = { 0 };

	(void)state;
	keyread_feed(&reader, "yyy\033[200~ab", 11, 0);
	keyread_flush(&reader);
	keyread_feed(&reader, "c\033[201~z", 8, 0);
	drain(&reader, 0, &got);
	check_str("a paste stays a paste", str_text(&got), "paste(abc) z");
	str_clear(&got);
	keyread_feed(&reader, "y\033", 2, 0);
	keyread_flush(&reader);
	drain(&reader, 1000000, &got);
	check_str("nothing", str_text(&got), "");
	keyread_release(&reader);
	str_release(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),    cmocka_unit_test(test_every_split),
		cmocka_unit_test(test_lone_esc), cmocka_unit_test(test_quiet),
		cmocka_unit_test(test_limits),   cmocka_unit_test(test_flush),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
