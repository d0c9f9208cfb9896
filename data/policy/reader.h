/* SPDX-License-Identifier: MIT */
/* Private to data/policy: what the readers of the blocks share. */
#ifndef DOCKET_POLICY_READER_H
#define DOCKET_POLICY_READER_H

#include "policy/manual.h"

/* A playbook while it is read: where its steps stand. They are made when all is known that overrides them. */
struct book_line {
	const char *name;
	size_t at; /* in conf's lines */
};

struct book {
	POLICY_LIST(struct book_line) lines;
	size_t begins_at; /* the block that is read now: what it says twice is a mistake */
};

/* What a name must be, which only the whole text shows. */
enum name_kind { NAME_DESK, NAME_CALENDAR, NAME_MILESTONE, NAME_ANCHOR, NAME_TYPE, NAME_KINDS };

/* A name and where it stands. */
struct named {
	enum name_kind kind;
	const struct conf_line *line;
	size_t word;
	int offset; /* in the word, bytes */
	const char *text;
};

/* One reading of one text. */
struct reader {
	struct arena *arena;
	struct policy *policy;
	struct policy_type *every; /* the block `every exception`; merged into all at the end */
	struct conf conf;
	POLICY_LIST(struct book) books; /* beside policy->playbooks */
	size_t at; /* the line being read */
	POLICY_LIST(struct named) named; /* looked up at the end */
	struct name_list removed;        /* types taken out with `without` */
	struct fault *fault;
};

/* What a verb is, where it may stand and how it is read. `line` is the line; its block begins
 * behind it. */
struct setting {
	const char *verb;
	enum err (*read)(struct reader *reader, const struct conf_line *line, void *block);
	size_t least_words;
	const char *usage; /* shown where it was used wrongly */
	const char *help;  /* one sentence */
};

/* One name of a list like "pickup,deliver". */
struct name_part {
	const char *text;
	int offset;            /* in the word, bytes */
	struct conf_word word; /* the part as a word of its own, for faults */
};

/* Where a verb's `when` splits a line: how many words stand before it, and the condition. */
struct clause {
	size_t word_count;
	struct policy_when when;
};

/* A longer array: room for one more item behind `count`. */
void *policy_grow(struct arena *arena, void *items, size_t count, size_t size_bytes);

/* Appends a zeroed item to a POLICY_LIST and yields it. */
#define policy_push(arena, list) \
	((list)->items = policy_grow((arena), (list)->items, (list)->count, \
				     sizeof *(list)->items), \
	 &(list)->items[(list)->count++])

/* Reads each line of the block behind `head` by the table; ends behind the block. */
MUST_CHECK enum err reader_block(struct reader *reader, const struct conf_line *head,
				 const struct setting *settings, void *block);

/* Reads one line by the table. */
MUST_CHECK enum err reader_line(struct reader *reader, const struct conf_line *line,
				const struct setting *settings, void *block);

/* A fault at a word that is no event, with the nearest one. */
enum err fault_event(struct reader *reader, const struct conf_line *line, const struct conf_word *word);

/* Splits off `when CONDITION`, parsed and checked. */
MUST_CHECK enum err reader_clause(struct reader *reader, const struct conf_line *line,
				  struct clause *out);

/* What an escalation does: `[band 1] [desk DESK] [tell DESK "words"]`. */
struct raise_words {
	int64_t band;                       /* -1 = none */
	const char *to_desk, *desk, *words; /* "" = none */
	size_t to_desk_word, desk_word;     /* where these names stand, 0 = nowhere */
};

/* Reads it from word `at` on, as far as it goes: *end is the word behind it. A fault if it does nothing. */
MUST_CHECK enum err reader_raise(struct reader *reader, const struct conf_line *line, const struct clause *clause, size_t at,
				 struct raise_words *out, size_t *end);

/* Parses and checks the condition in the line's `raw`, from byte `skip` on, at most `length` bytes (SIZE_MAX = the rest); `behind` is the
 * word that it belongs to, NULL = the verb. */
MUST_CHECK enum err reader_condition(struct reader *reader, const struct conf_line *line, const struct conf_word *behind, size_t skip,
				     size_t length, struct policy_when *out);

/* Reads a word as a duration; a fault at the word else. */
MUST_CHECK enum err reader_duration(struct reader *reader, const struct conf_line *line,
				    size_t word, int64_t *out_us);

/* Reads a word as a limit ("30m", "1 day"). */
MUST_CHECK enum err reader_span(struct reader *reader, const struct conf_line *line, size_t word,
				struct calendar_span *out);

/* Reads a word as money. */
MUST_CHECK enum err reader_money(struct reader *reader, const struct conf_line *line, size_t word,
				 struct money *out);

/* Reads a word as a small whole number from `least` to `most`. */
MUST_CHECK enum err reader_number(struct reader *reader, const struct conf_line *line, size_t word,
				  int64_t least, int64_t most, int64_t *out);

/* The place of a word in a NULL-ended list of names, or a fault with the nearest one. */
MUST_CHECK enum err reader_choice(struct reader *reader, const struct conf_line *line, size_t word,
				  const char *const *names, int64_t *out);

/* The next part of a word that is a list; false at its end. `part` begins zeroed. */
bool reader_part(struct reader *reader, const struct conf_line *line, size_t word, struct name_part *part);

/* Notes a name that is looked up when all is read. */
void reader_name(struct reader *reader, enum name_kind kind, const struct conf_line *line, size_t word, int offset, const char *text);

/* Looks all of them up: a fault at the first that is not there, with what was perhaps meant. */
MUST_CHECK enum err reader_check_names(struct reader *reader);

/* Adds the nearest of the names to the fault as help, or else `otherwise`; returns ERR_SYNTAX. */
enum err reader_suggest(struct reader *reader, const char *const *names, const char *text, const char *otherwise);

/* The text of word n; "" if there is none before the clause. */
const char *word_text(const struct conf_line *line, const struct clause *clause, size_t word);

/* Is word n there (before the clause) and spelled so, without quotes? */
bool word_is(const struct conf_line *line, const struct clause *clause, size_t word,
	     const char *text);

/* The name in a NULL-ended list that is nearest to a mistyped one, or NULL. */
const char *nearest_name(const char *const *names, const char *text);

/* Keeps how a setting was written; one of the same verb and key goes before. */
void keep_setting(struct reader *reader, struct policy_settings *settings, const char *verb,
		  const char *key, const char *raw);

/* Forgets what was written with that verb and key. */
void drop_settings(struct policy_settings *settings, const char *verb, const char *key);

/* `effect tms KIND "words" [on open|end] [when C]`, of a type or an action. */
MUST_CHECK enum err reader_effect(struct reader *reader, const struct conf_line *line,
				  struct policy_effect *out);

/* The block of an action while it is read. */
struct action_block {
	struct policy_action *action;
	struct policy_action_rule rule; /* copied for each asking role at the end */
	const char *ask;
	bool has_effects, has_rungs; /* this block said some, so those of an earlier one are gone */
};

/* `approve ROLE[,ROLE] [from AMOUNT] [when C]`; the block of these four is a struct action_block. */
MUST_CHECK enum err read_approve(struct reader *reader, const struct conf_line *line, void *block);

/* `two from AMOUNT [when C]`. */
MUST_CHECK enum err read_two(struct reader *reader, const struct conf_line *line, void *block);

/* `override ROLE [up to AMOUNT]`. */
MUST_CHECK enum err read_override(struct reader *reader, const struct conf_line *line, void *block);

/* `batch N up to AMOUNT [each AMOUNT]`. */
MUST_CHECK enum err read_batch(struct reader *reader, const struct conf_line *line, void *block);

/* Checks the amounts of the block's ladder, override and batch against its currency, and finds the role that agrees where no other rung is
 * reached. */
MUST_CHECK enum err finish_ladder(struct reader *reader, const struct conf_line *line, struct action_block *block);

/* The settings of one exception type, for reader_block; the block is a struct policy_type. */
extern const struct setting type_settings[];

/* What stands at the top of a text. */
extern const struct setting top_settings[];

/* The forms of `detect`; the settings under `detect deadline`, of an action, of a calendar, of a disruption. */
extern const struct setting detect_forms[], grace_settings[], action_settings[], calendar_settings[], disruption_settings[];

/* Opens the block of a type, again if it is known: then what the block says replaces what was said
 * before. */
MUST_CHECK enum err read_exception(struct reader *reader, const struct conf_line *line,
				   void *block);

/* The block `every exception`. */
MUST_CHECK enum err read_every(struct reader *reader, const struct conf_line *line, void *block);

/* Gives each type what `every exception` says, resolves names, and checks what only the whole
 * shows. */
MUST_CHECK enum err finish_types(struct reader *reader);

/* The block of an action. */
MUST_CHECK enum err read_action(struct reader *reader, const struct conf_line *line, void *block);

/* The block of a playbook: noted, not yet made into steps. */
MUST_CHECK enum err read_playbook(struct reader *reader, const struct conf_line *line, void *block);

/* Does the line of a step say behind which one it is put in: `step NAME after OTHER ...`? */
bool step_is_placed(const struct conf_line *line);

/* Makes the steps of all playbooks, with patterns put in, and checks what only the whole shows. Before finish_types. */
MUST_CHECK enum err finish_playbooks(struct reader *reader);

/* The kinds of steps, for docs and help; read through reader_step alone. */
extern const struct setting step_settings[], playbook_settings[];

/* Reads one step: `line` begins with its kind as the verb. Name, text and parent are the caller's. */
MUST_CHECK enum err reader_step(struct reader *reader, const struct conf_line *line, struct policy_step *out);

/* `message delay 60s [template=NAME] [when C]`. */
MUST_CHECK enum err read_message(struct reader *reader, const struct conf_line *line, void *block);

/* The block of a disruption; one with the same name again replaces what it says anew. */
MUST_CHECK enum err read_disruption(struct reader *reader, const struct conf_line *line, void *block);

/* Finds the types that disruptions speak of; after finish_types. */
MUST_CHECK enum err finish_disruptions(struct reader *reader);

/* The block of a calendar. */
MUST_CHECK enum err read_calendar(struct reader *reader, const struct conf_line *line, void *block);

#endif
