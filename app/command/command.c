/* SPDX-License-Identifier: MIT */
/* From words to a subcommand: which one, its options, its fault in words, its exit code. */
#include "command/command.h"

#include <stdio.h>
#include <string.h>

#include "command/listing.h"
#include "command/runs.h"
#include "verb/verb.h"

const struct command commands[] = {
	{ "migrate", run_migrate, NULL },
	{ "doctor", run_doctor, run_doctor_options },
	{ "tenant", run_tenant, run_tenant_options },
	{ "operator", run_operator, run_operator_options },
	{ "master", run_master, run_master_options },
	{ "key", run_key, run_key_options },
	{ "apply", run_apply, run_apply_options },
	{ "policy", run_policy, run_policy_options },
	{ "diff", run_diff, NULL },
	{ "cases", run_cases, run_cases_options },
	{ "case", run_case, NULL },
	{ "find", run_find, NULL },
	{ "do", run_do, run_do_options },
	{ "disruptions", run_disruptions, run_disruptions_options },
	{ "disruption", run_disruption, run_disruption_options },
	{ "bulk", run_bulk, run_bulk_options },
	{ "approvals", run_approvals, run_approvals_options },
	{ "approve", run_approve, run_decide_options },
	{ "deny", run_deny, run_decide_options },
	{ "interfaces", run_interfaces, run_interfaces_options },
	{ "dead", run_dead, run_dead_options },
	{ "replay", run_replay, run_replay_options },
	{ "mails", run_mails, run_mails_options },
	{ "effects", run_effects, run_effects_options },
	{ "report", run_report, run_report_options },
	{ "doc", run_doc, run_doc_options },
	{ "audit", run_audit, run_audit_options },
	{ "send", run_send, run_send_options },
	{ "inspect", run_inspect, run_inspect_options },
	{ "decode", run_decode, run_decode_options },
	{ "load", run_load, run_load_options },
	{ 0 },
};

static const struct command *find_command(const char *name)
{
	for (const struct command *command = commands; command->name; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}

static void say_all(struct str *out)
{
	str_adds(out, "docket: the exceptions desk of a logistics operation.\n\n");
	for (const struct verb *verb = verb_programs; verb->name; verb++)
		str_addf(out, "  %s\n      %s\n", verb->title, verb->help);
	str_adds(out, "\ndocket SUBCOMMAND --help tells its options. The engine is docketd.\n");
}

static void say_one(const struct verb *verb, const struct option *options, struct str *out)
{
	str_addf(out, "%s\n%s\n\n", verb->title, verb->help);
	request_help(options, out);
}

static int print_help(const char *name)
{
	const struct verb *verb = name ? verb_find(verb_programs, name) : NULL;
	const struct command *command = name ? find_command(name) : NULL;
	struct str out = { 0 };

	if (verb)
		say_one(verb, command ? command->options : NULL, &out);
	else
		say_all(&out);
	listing_out(&out);
	str_release(&out);
	return 0;
}

static enum err unknown(const char *name, struct fault *fault)
{
	const char *nearest = verb_nearest(verb_programs, name);
	bool is_known = verb_find(verb_programs, name) != NULL;

	fault_set(fault, ERR_USAGE, name, is_known ? "this build does not have it" : "there is no such subcommand");
	if (nearest && !is_known)
		fault_help(fault, "did you mean docket %s?", nearest);
	else
		fault_help(fault, "docket help lists them");
	return ERR_USAGE;
}

static enum err run(const struct command *command, int count, char **words, struct fault *fault)
{
	struct request request;
	enum err err = request_read(&request, command->name, command->options, count, words, fault);

	if (!err && request.config.has_help)
		print_help(command->name);
	else if (!err)
		err = command->run(&request, fault);
	request_release(&request);
	return err;
}

static int finish(const char *name, enum err err, struct fault *fault)
{
	if (err) {
		if (!fault->err)
			fault_set(fault, err, name, "%s", err_words(err));
		if (fault->sqlstate[0]) /* a statement's text is nothing for an operator */
			snprintf(fault->what, sizeof fault->what, "%s", name);
		listing_fault(fault);
	}
	return err_exit_code(err);
}

static bool is_help(const char *word)
{
	return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

int command_run(int argc, char **argv)
{
	struct fault fault = { 0 };
	const struct command *command;
	enum err err;

	if (argc < 2 || is_help(argv[1]))
		return print_help(argc > 2 ? argv[2] : NULL);
	command = find_command(argv[1]);
	err = command ? run(command, argc - 2, argv + 2, &fault) : unknown(argv[1], &fault);
	return finish(argv[1], err, &fault);
}

int command_run_screen(int argc, char **argv, command_on_screen *on_screen)
{
	struct fault fault = { 0 };
	struct request request;
	int exit_code = 0;
	enum err err = request_read(&request, "screen", run_screen_options, argc - 2, argv + 2, &fault);

	if (!err && request.config.has_help)
		print_help("screen");
	else if (!err)
		err = run_screen(&request, on_screen, &exit_code, &fault);
	request_release(&request);
	return err ? finish("screen", err, &fault) : exit_code;
}
