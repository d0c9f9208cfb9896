/* SPDX-License-Identifier: MIT */
/* The subcommands. Each takes a request that was read with its own options, prints its answer on stdout, and returns how it
 * ended; a fault says why. */
#ifndef DOCKET_COMMAND_RUNS_H
#define DOCKET_COMMAND_RUNS_H

#include "command/answer.h"
#include "command/command.h"
#include "command/request.h"
#include "command/session.h"

typedef enum err command_run_one(struct request *request, struct fault *fault);

/* One subcommand: its name is a row of verb_programs. */
struct command {
	const char *name;
	command_run_one *run;
	const struct option *options; /* its own; NULL = only the common ones */
};

/* All of them, ended by a row without a name. */
extern const struct command commands[];

/* docket cases [EXPR] */
MUST_CHECK enum err run_cases(struct request *request, struct fault *fault);

/* docket case ID */
MUST_CHECK enum err run_case(struct request *request, struct fault *fault);

/* docket find REF */
MUST_CHECK enum err run_find(struct request *request, struct fault *fault);

/* docket do ACTION CASE [key=value ...] */
MUST_CHECK enum err run_do(struct request *request, struct fault *fault);

/* docket disruptions */
MUST_CHECK enum err run_disruptions(struct request *request, struct fault *fault);

/* docket disruption D-12 [claim|release|split|add|merge|close ...] */
MUST_CHECK enum err run_disruption(struct request *request, struct fault *fault);

/* docket bulk KIND D-12 | go B-7 */
MUST_CHECK enum err run_bulk(struct request *request, struct fault *fault);

/* docket approvals [--stalled] */
MUST_CHECK enum err run_approvals(struct request *request, struct fault *fault);

/* docket approve ID --amount 412.00EUR, or ID ID ... --total 1234.00EUR */
MUST_CHECK enum err run_approve(struct request *request, struct fault *fault);

/* docket deny ID ... --reason TEXT */
MUST_CHECK enum err run_deny(struct request *request, struct fault *fault);

/* docket migrate */
MUST_CHECK enum err run_migrate(struct request *request, struct fault *fault);

/* docket screen VIEW; *exit_code is what on_screen returned. */
MUST_CHECK enum err run_screen(struct request *request, command_on_screen *on_screen, int *exit_code, struct fault *fault);

/* docket tenant add|list|clock */
MUST_CHECK enum err run_tenant(struct request *request, struct fault *fault);

/* docket operator add|end|desk|site|limit|delegate|list */
MUST_CHECK enum err run_operator(struct request *request, struct fault *fault);

/* docket master KIND | FILE... */
MUST_CHECK enum err run_master(struct request *request, struct fault *fault);

/* docket key INTERFACE */
MUST_CHECK enum err run_key(struct request *request, struct fault *fault);

/* docket inspect FILE... */
MUST_CHECK enum err run_inspect(struct request *request, struct fault *fault);

/* docket decode --map M FILE... */
MUST_CHECK enum err run_decode(struct request *request, struct fault *fault);

/* docket load --map M FILE... --tenant T */
MUST_CHECK enum err run_load(struct request *request, struct fault *fault);

/* docket interfaces [I | test I] */
MUST_CHECK enum err run_interfaces(struct request *request, struct fault *fault);

/* docket dead [ID | EXPR] */
MUST_CHECK enum err run_dead(struct request *request, struct fault *fault);

/* docket replay ID | --all */
MUST_CHECK enum err run_replay(struct request *request, struct fault *fault);

/* docket mails [ID | assign ID REF | drop ID] */
MUST_CHECK enum err run_mails(struct request *request, struct fault *fault);

/* docket effects [ID] */
MUST_CHECK enum err run_effects(struct request *request, struct fault *fault);

/* docket report: whether limits were kept, and which causes come again. */
MUST_CHECK enum err run_report(struct request *request, struct fault *fault);

/* docket doc list REF | get ID | type ID TYPE */
MUST_CHECK enum err run_doc(struct request *request, struct fault *fault);

/* docket apply FILE... */
MUST_CHECK enum err run_apply(struct request *request, struct fault *fault);

/* docket diff FILE... */
MUST_CHECK enum err run_diff(struct request *request, struct fault *fault);

/* docket policy log|show [NAME] */
MUST_CHECK enum err run_policy(struct request *request, struct fault *fault);

/* docket send FILE... --interface I */
MUST_CHECK enum err run_send(struct request *request, struct fault *fault);

/* docket audit verify */
MUST_CHECK enum err run_audit(struct request *request, struct fault *fault);

/* docket doctor */
MUST_CHECK enum err run_doctor(struct request *request, struct fault *fault);

extern const struct option run_approvals_options[];
extern const struct option run_interfaces_options[];
extern const struct option run_dead_options[];
extern const struct option run_replay_options[];
extern const struct option run_mails_options[];
extern const struct option run_effects_options[];
extern const struct option run_report_options[];
extern const struct option run_doc_options[];
extern const struct option run_apply_options[];
extern const struct option run_policy_options[];
extern const struct option run_send_options[];
extern const struct option run_audit_options[];
extern const struct option run_doctor_options[];
extern const struct option run_inspect_options[];
extern const struct option run_decode_options[];
extern const struct option run_load_options[];
extern const struct option run_tenant_options[];
extern const struct option run_operator_options[];
extern const struct option run_master_options[];
extern const struct option run_key_options[];
extern const struct option run_screen_options[];
extern const struct option run_cases_options[];
extern const struct option run_disruptions_options[];
extern const struct option run_disruption_options[];
extern const struct option run_bulk_options[];
extern const struct option run_do_options[];
extern const struct option run_decide_options[];

/* Finds the one case that `ref` means: its number (C-10481, 10481) among the open and the closed ones, or any reference that
 * leads to one open case. *out lives as long as the session. ERR_NOT_FOUND, or ERR_INVALID if several could be meant. */
MUST_CHECK enum err run_case_find(struct session *session, const struct request *request, const char *ref,
				  const struct case_row **out, struct fault *fault);

#endif
