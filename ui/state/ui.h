/* SPDX-License-Identifier: MIT */
/*
 * ui/state: the whole console as one struct. ui_update is the only writer: an event in, effects out. ui_draw is pure. What is
 * opened over the queue (a case, a form, a sheet, a prompt) is a layer on a stack; there are no nested loops.
 *
 *   ui.h       events, effects, struct ui
 *   ui.c       update: one function per kind of event; what is due by the clock
 *   layer.c    the stack; which keymap context a layer has
 *   commanding.c  a command by name; command lines
 *   going.c       where one is: moves, views, layers, and the way back
 *   acting.c   acts: what is sent, what came of it
 *   undoing.c  what takes the last act back
 *   moments.c  times that are typed: in which zone, and what was understood
 *   filling.c  the forms of acts
 *   deciding.c options and approvals: what confirms, what does not
 *   prompt.c   filter, find, command line and reasons, with count and completion; palette and help
 *   alarm.c    notices: own clock, approvals for me, top band unclaimed
 *   mending.c  dead letters: read, mended, tried, replayed, dropped; many.c: several of them at once
 *   interfacing.c  one interface and what hangs on it
 *   disrupted.c  disruptions, one of them, and acts on many of its cases: bulking.c
 *   tour.c     the coach line
 *   draw.c     all of it on a grid
 *
 * Effects are data; app/console carries them out. Texts of an effect live in the effects' arena until the caller resets it.
 */
#ifndef DOCKET_STATE_UI_H
#define DOCKET_STATE_UI_H

#include "keys/keymap.h"
#include "layout/layout.h"
#include "verb/verb.h"
#include "view/brief.h"
#include "view/casepage.h"
#include "view/frame.h"
#include "view/queuepage.h"
#include "view/sheet.h"
#include "widget/choice.h"
#include "widget/form.h"
#include "widget/pager.h"
#include "widget/textedit.h"

/* ---- events ---- */

enum ui_event_kind {
	UI_KEY,      /* key */
	UI_PASTE,    /* text */
	UI_ROWS,     /* the store changed: its journal and sets */
	UI_ANSWER,   /* client_key, err (ERR_NONE = done), words, act_id; is_folded: an engine's answer, no other comes */
	UI_TEXT,     /* a text that was asked for (raw message): title in words, text */
	UI_DEAD_TEXT, /* dead: the message of a dead letter that was asked for */
	UI_BULK,     /* words: what came, or would come, of an act on many; act_id = its number, INT_NONE = a preview; err; client_key = digest of what waits for a go, "" = nothing does */
	UI_SAY,      /* a message for the message line: words; err for its role */
	UI_LINKS,    /* links */
	UI_RESIZE,   /* rows, cols */
	UI_TICK,     /* time went by */
	UI_FOCUS,    /* is_on: the terminal has the focus */
};

/* The text of a dead letter's message, cut into lines to read. */
struct ui_dead_text {
	int64_t tenant_id, dead_id;
	struct span text;
	const char *why_not;         /* it cannot be shown: why; else NULL */
	const struct textedit_cut *cuts;
	size_t cut_count;
	size_t mark_from, mark_to;   /* what is wrong; the same = it cannot be told */
	bool is_item, is_recoded, is_mended;
};

struct ui_event {
	enum ui_event_kind kind;
	int64_t now_us;              /* monotonic */
	uint32_t key;
	struct span text;
	const char *words, *client_key;
	enum err err;
	int64_t act_id;
	struct scene_links links;
	int rows, cols;
	bool is_on;
	bool is_folded;
	const struct ui_dead_text *dead;
};

/* ---- effects ---- */

enum ui_effect_kind {
	UI_DO_ACT,      /* name, tenant_id, case_id (INT_NONE = none), seen, args, client_key */
	UI_DO_REQUEST,  /* tenant_id, quote_id, digest, words, client_key */
	UI_DO_DECIDE,   /* tenant_id, quote_id, digest, name (approve, deny), words, client_key */
	UI_DO_DECIDE_ALL, /* tenant_id, args (quote, digest, ...), name, words, client_key */
	UI_DO_LOAD,     /* the details of tenant_id, case_id */
	UI_DO_FIND,     /* words -> STORE_FOUND */
	UI_DO_RAW,      /* tenant_id, message_id -> UI_TEXT */
	UI_DO_TOLD,     /* tenant_id, subject_id or case_id; words = title -> UI_TEXT: a subject or a closed case to read */
	UI_DO_LISTS,    /* approvals and interfaces again, and dead letters if they were asked for */
	UI_DO_DEADS,    /* name = interface or NULL -> STORE_DEAD */
	UI_DO_DEAD_TEXT, /* tenant_id, dead_id -> UI_DEAD_TEXT */
	UI_DO_INTERFACE, /* tenant_id, interface_id -> its page, faults and shipments */
	UI_DO_DISRUPTION, /* tenant_id, disruption_id -> its cases, acts on many, receipts */
	UI_DO_BULK,     /* tenant_id, disruption_id, name = act, words = cases as {1,2}, args, client_key -> UI_BULK; is_preview: say only; bulk_id: go on with it, digest = the go */
	UI_DO_DRAFT,    /* keep this act as an unsent draft: as UI_DO_ACT */
	UI_DO_SEND_DRAFTS,
	UI_DO_NOTICE,   /* desktop notice: name = title, words = body */
	UI_DO_SET,      /* name, words: theme, keymap, glyphs */
	UI_DO_DEMO,     /* name (stop, start), words (erp, ...) */
	UI_DO_CHAIR,    /* the other demo login */
	UI_DO_REDRAW,
	UI_DO_SUSPEND,
	UI_DO_QUIT,
};

struct ui_effect {
	enum ui_effect_kind kind;
	const char *name, *words, *digest, *client_key;
	int64_t tenant_id, case_id, subject_id, quote_id, message_id, dead_id, interface_id, disruption_id, bulk_id;
	int64_t seen[4];
	bool has_seen;
	bool is_at_once; /* UI_DO_REQUEST: now, and reviewed after */
	bool is_preview; /* UI_DO_BULK */
	bool is_awaited; /* UI_DO_ACT: an answer must come, if only that there is none */
	struct texts args;
};

struct ui_effects {
	VEC(struct ui_effect) list;
	struct arena arena;
};

/* ---- the console ---- */

enum layer_kind {
	LAYER_BRIEF, LAYER_CASE, LAYER_LIST, LAYER_DEAD, LAYER_INTERFACE, LAYER_DISRUPTION, LAYER_PAGER, LAYER_TRIAL, LAYER_BULK, LAYER_MENU, LAYER_FORM, LAYER_OPTIONS, LAYER_APPROVAL, LAYER_LETTER,
	LAYER_PROMPT, LAYER_PALETTE,
};

enum prompt_kind { PROMPT_FILTER, PROMPT_COMMAND, PROMPT_FIND, PROMPT_DENY, PROMPT_AMOUNT, PROMPT_URGENT, PROMPT_DROP, PROMPT_TOTAL };

#define UI_MENU_MAX 24

/* One thing opened over what is below it. Only the members of its kind are used. */
struct layer {
	enum layer_kind kind;
	int64_t opened_us;           /* keys of the first 300 ms do not reach a sheet that decides */
	int64_t tenant_id, case_id;  /* what it is about */
	struct casepage casepage;
	struct rowlist list;         /* LIST */
	enum store_set set;          /* LIST */
	struct str text;             /* PAGER: owned text; APPROVAL: what changed */
	struct str title;
	struct pager pager;
	struct pager_part *parts;    /* PAGER: in the arena */
	size_t part_count;
	const struct verb *verb;     /* FORM */
	struct form_field *fields;   /* FORM: owned, made from the verb's arguments */
	struct form form;
	struct arena arena;          /* of fields and choices */
	struct choice choice;        /* MENU, PALETTE */
	const char *menu[UI_MENU_MAX]; /* MENU: command names */
	int menu_count;
	struct sheet_options options;
	int64_t approval_id, letter_id;
	int64_t dead_id, interface_id; /* DEAD, TRIAL; INTERFACE, and LIST of dead letters of one interface */
	int64_t disruption_id;       /* DISRUPTION, BULK */
	int64_t bulk_id;             /* BULK: INT_NONE = not begun; menu has its kind and arguments, text its cases, about what is said of it */
	struct textedit edited;      /* DEAD: its message */
	bool is_editing, is_changed; /* DEAD: the copy has the keys; it is not what came any more */
	bool has_text;               /* DEAD: it is here */
	bool is_recoded, is_item, is_mended; /* DEAD: as ui_dead_text has them */
	struct str about;            /* DEAD: why there is no text; TRIAL: the engine's answer, "" until it comes */
	bool is_warned;              /* that a changed copy would be lost */
	char digest[80];             /* APPROVAL: what was shown; another one re-arms the sheet */
	bool is_armed;
	enum prompt_kind prompt;
	struct lineedit edit;        /* PROMPT, PALETTE, HELP */
	char note[160];              /* PROMPT: count or error under the line */
	bool is_bad;
};

/* Letters that are replayed one after the other. */
struct ui_many {
	VEC(int64_t) ids;            /* of one client each, by `tenants` */
	VEC(int64_t) tenants;
	VEC(char *) names;           /* what each is about, as its receipt names it; owned */
	VEC(char *) firsts;          /* what each was dead for before; owned */
	VEC(char *) reasons;         /* of letters that failed in this run; owned */
	size_t next;                 /* the one that is sent next */
	size_t done, failed;
	struct str receipts;
	char key[40];                /* of the one under way; "" = nothing is */
};

#define UI_LAYERS_MAX 12
#define UI_TOUR_STEPS_MAX 16

struct ui_step {
	const char *text;            /* the coach line */
	const char *until;           /* what must happen: a word given to ui_happened */
};

/* What takes the last act back; verb NULL = nothing does. The case may have left the list meanwhile. */
struct ui_undo {
	const struct verb *verb;     /* what is sent */
	int64_t tenant_id, case_id;
	char ref[24], key[40];       /* key: of the act that it takes back */
	char letter[24];             /* the message that was sent */
	char set[200];               /* the next act that was set; another one there since is not taken back */
	char words[200], on[80];     /* the next act that was there before, at `at` */
	int64_t at;
};

struct ui {
	struct scene scene;
	const struct keymap *keymap;
	enum view_id view;
	struct queue queues[VIEW_COUNT_];
	struct rowlist approvals;
	struct layer layers[UI_LAYERS_MAX];
	int layer_count;
	struct frame_counts counts;
	struct map marked;           /* queuepage_key -> the ui itself, as a sign */
	struct map marked_dead;      /* listpage_key -> the ui itself */
	struct map marked_approvals; /* listpage_key -> the ui itself */
	struct ui_many many;
	char dead_key[40];           /* of the trial, or the replay, whose answer is awaited */
	char dead_blocks[24];        /* the case that waits for the letter that is replayed; it leaves the list before it is answered */
	struct str message;
	int message_role;
	int64_t message_us;
	uint32_t pending[KEYMAP_KEYS_MAX];
	size_t pending_count;
	int64_t hold_until_us;       /* the order is let go then; 0 = not held by moving */
	bool is_hold_asked;
	int64_t quit_us;             /* when leaving was asked for; 0 = not */
	int64_t loaded_tenant, loaded_case; /* whose details were asked for last */
	int64_t detail_due_us;       /* when the case under the resting cursor is to be loaded; 0 = no */
	int64_t minute_us;           /* when timed views were looked at last */
	uint64_t seen_counter;       /* of the store */
	uint64_t key_seed;           /* of client keys */
	struct ui_undo undo;
	char found_words[120];       /* what was looked for last: whose rows STORE_FOUND holds */
	struct str history[16];      /* of prompts, newest at history_at - 1 */
	int history_at;
	bool is_demo, has_tour;
	struct ui_step steps[UI_TOUR_STEPS_MAX];
	int step_count, step_at;
	struct arena tour_arena;
	int64_t me_id;               /* who sits here, 0 = nobody yet */
	bool has_looked;             /* decisions of before are not told */
	struct map told;             /* what was noticed on the desktop already: key -> the ui */
	int rows, cols;
	int draft_count;
	char asked_key[40];          /* client key of the asking whose options are awaited */
};

/* A console on a store, with keys; both borrowed for its life. `seed` makes client keys; random at start. */
void ui_init(struct ui *ui, const struct store *store, const struct keymap *keymap, uint64_t seed, int64_t now_us);

/* Frees. */
void ui_release(struct ui *ui);

/* Loads the tour's steps (lines: step until=WORD "text"); the coach line then shows when asked for. */
MUST_CHECK enum err ui_load_tour(struct ui *ui, struct span text, struct fault *fault);

/* Folds one event; what must follow is appended to `out`. */
void ui_update(struct ui *ui, const struct ui_event *event, struct ui_effects *out);

/* Draws the whole screen; the grid's size is the screen's. */
void ui_draw(struct ui *ui, struct grid *grid);

/* When the next UI_TICK is needed at the latest (monotonic us), INT64_MAX for none: so that an idle console sleeps. */
int64_t ui_wake_at(const struct ui *ui);

/* Opens the first screen over the queue. */
void ui_open_brief(struct ui *ui);

/* Opens a view, or "case" and "approval" on the first row: for `docket screen`. False for an unknown name. */
bool ui_open_named(struct ui *ui, const char *name, struct ui_effects *out);

/* Empties effects and their arena. */
void ui_effects_reset(struct ui_effects *effects);

/* Frees them. */
void ui_effects_release(struct ui_effects *effects);

#endif
