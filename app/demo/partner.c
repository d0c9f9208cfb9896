/* SPDX-License-Identifier: MIT */
/* One partner: its options, its lines, and the parts it is made of. */
#include "demo/partner.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/log.h"
#include "codec/json_read.h"
#include "codec/json_write.h"
#include "config/config.h"
#include "demo/lines.h"
#include "demo/mailsink.h"
#include "demo/poster.h"
#include "demo/standin.h"

static const struct option options[] = {
	{ "engine", OPTION_TEXT, "http://127.0.0.1:8080", "url", "Where docketd takes messages." },
	{ "secrets", OPTION_TEXT, ".", "path", "The folder with the keys of interfaces." },
	{ "ledger", OPTION_TEXT, NULL, "path", "The file that every arrival goes to." },
	{ "port", OPTION_NUMBER, "0", "", "Where to listen; 0 = any free port." },
	{ "keys", OPTION_YES, "yes", "", "Honour Idempotency-Key." },
	{ "ask", OPTION_YES, "yes", "", "Answer whether a key was seen." },
	{ "errors", OPTION_NUMBER, "0", "per thousand", "Answers of 503." },
	{ "losses", OPTION_NUMBER, "0", "per thousand",
	  "Answers that never come although it was done." },
	{ "seed", OPTION_NUMBER, "1", "", "Of errors and losses." },
	{ 0 },
};

struct stub {
	const char *name;
	struct config config;
	struct loop *loop;
	struct loop_signal *term;
	struct lines *lines;
	struct poster *poster;
	struct ledger *ledger;
	struct standin *standin;
	struct mailsink *sink;
};

static void send_json(struct stub *stub, struct str *text)
{
	lines_send(stub->lines, str_text(text));
	str_release(text);
}

static void on_posted(void *context, int64_t id, int status, struct span answer)
{
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	jsonw_open(&writer, NULL);
	jsonw_put_int(&writer, "posted", id);
	jsonw_put_int(&writer, "status", status);
	if (status != 202)
		jsonw_put_span(&writer, "answer", answer);
	jsonw_close(&writer);
	send_json(context, &text);
}

static void on_executed(void *context, const char *key, struct span body)
{
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "executed", key);
	jsonw_put_span(&writer, "body", body);
	jsonw_close(&writer);
	send_json(context, &text);
}

static void on_letter(void *context, const char *to, struct span body)
{
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	(void)body;
	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "letter", to);
	jsonw_close(&writer);
	send_json(context, &text);
}

static void tell_port(struct stub *stub, int port)
{
	struct str text = { 0 };

	str_addf(&text, "{\"listening\":%d}", port);
	send_json(stub, &text);
}

static void take_message(struct stub *stub, const struct json_node *root)
{
	struct poster_message message = {
		.interface = node_text(node_get(root, "interface")),
		.secret = node_text(node_get(root, "secret")),
		.type = node_text(node_get(root, "type")),
		.body = node_text(node_get(root, "body")),
	};

	if (node_int(node_get(root, "id"), &message.id) == ERR_NONE && message.interface &&
	    message.secret && message.type && message.body)
		poster_send(stub->poster, &message);
	else
		log_line(LOG_WARN, stub->name, "a line on standard input is no message");
}

static void take_line(struct stub *stub, const struct json_node *root)
{
	const char *engine = node_text(node_get(root, "engine"));
	int64_t errors = 0, losses = 0;

	if (engine)
		poster_move(stub->poster, engine);
	else if (stub->standin && node_int(node_get(root, "errors"), &errors) == ERR_NONE &&
		 node_int(node_get(root, "losses"), &losses) == ERR_NONE)
		standin_faults(stub->standin, (int)errors, (int)losses);
	else
		take_message(stub, root);
}

static void on_line(void *context, const char *line)
{
	struct stub *stub = context;
	struct json_doc *doc = NULL;
	struct fault fault = { 0 };

	if (!line) {
		loop_stop(stub->loop);
		return;
	}
	if (node_doc_read(span_of(line), &doc, &fault) == ERR_NONE)
		take_line(stub, node_doc_root(doc));
	else
		log_fault(stub->name, &fault);
	node_doc_free(doc);
}

static void on_term(void *context, int number)
{
	struct stub *stub = context;

	(void)number;
	loop_stop(stub->loop);
}

static bool is_listening(const struct stub *stub)
{
	return strcmp(stub->name, "erp") == 0 || strcmp(stub->name, "tms") == 0;
}

static enum err start_standin(struct stub *stub, struct fault *fault)
{
	const struct standin_options how = {
		.name = stub->name,
		.has_keys = config_is(&stub->config, "keys"),
		.can_be_asked = config_is(&stub->config, "ask"),
		.errors_permille = (int)config_number(&stub->config, "errors"),
		.losses_permille = (int)config_number(&stub->config, "losses"),
		.seed = (uint64_t)config_number(&stub->config, "seed"),
		.port = (int)config_number(&stub->config, "port"),
	};
	enum err err = standin_new(stub->loop, &how, stub->ledger, on_executed, stub,
				   &stub->standin, fault);

	if (!err)
		tell_port(stub, standin_port(stub->standin));
	return err;
}

static enum err start_sink(struct stub *stub, struct fault *fault)
{
	enum err err = mailsink_new(stub->loop, (int)config_number(&stub->config, "port"),
				    stub->ledger, on_letter, stub, &stub->sink, fault);

	if (!err)
		tell_port(stub, mailsink_port(stub->sink));
	return err;
}

static enum err start(struct stub *stub, struct fault *fault)
{
	const char *ledger = config_text(&stub->config, "ledger");
	bool is_mail = strcmp(stub->name, "mail") == 0;
	enum err err = lines_new(stub->loop, 0, 1, on_line, stub, &stub->lines, fault);

	stub->poster = poster_new(stub->loop, config_text(&stub->config, "engine"),
				  config_text(&stub->config, "secrets"), on_posted, stub);
	stub->term = loop_signal_new(stub->loop, SIGTERM, on_term, stub);
	if (!err && (is_mail || is_listening(stub)) && !ledger)
		err = fault_set(fault, ERR_USAGE, stub->name, "--ledger is missing");
	if (!err && ledger)
		err = ledger_open(ledger, &stub->ledger, fault);
	if (!err && is_listening(stub))
		err = start_standin(stub, fault);
	if (!err && is_mail)
		err = start_sink(stub, fault);
	return err;
}

static void finish(struct stub *stub)
{
	mailsink_free(stub->sink);
	standin_free(stub->standin);
	poster_free(stub->poster);
	lines_free(stub->lines);
	loop_signal_free(stub->term);
	loop_free(stub->loop);
	ledger_free(stub->ledger);
	config_release(&stub->config);
}

static int say_fault(const struct fault *fault)
{
	char words[800];

	fault_words(fault, words, sizeof words);
	fprintf(stderr, "docket-stub: %s\n", words);
	return err_exit_code(fault->err);
}

/* Becomes another program that does not outlive its parent. */
static int run_guard(int argc, char **argv)
{
	int64_t number = 0, parent = 0;

	if (argc < 5 || str_to_i64(span_of(argv[2]), &number) ||
	    str_to_i64(span_of(argv[3]), &parent))
		return err_exit_code(ERR_USAGE);
	if (prctl(PR_SET_PDEATHSIG, (unsigned long)number) || getppid() != (pid_t)parent)
		return err_exit_code(ERR_SYSTEM);
	execv(argv[4], argv + 4);
	fprintf(stderr, "docket-stub: %s: it cannot be started: %m\n", argv[4]);
	return err_exit_code(ERR_NOT_FOUND);
}

int partner_run(int argc, char **argv)
{
	struct stub stub = { 0 };
	struct fault fault = { 0 };
	enum err err;

	if (argc > 1 && strcmp(argv[1], "guard") == 0)
		return run_guard(argc, argv);
	if (argc < 2 || argv[1][0] == '-') {
		fprintf(stderr,
			"usage: docket-stub carriers|wms|erp|tms|mail [--ledger FILE] ...\n");
		return err_exit_code(ERR_USAGE);
	}
	stub.name = argv[1];
	config_start(&stub.config, options);
	err = config_read_words(&stub.config, argc - 2, argv + 2, &fault);
	if (err) {
		config_release(&stub.config);
		return say_fault(&fault);
	}
	stub.loop = loop_new();
	err = start(&stub, &fault);
	if (!err)
		loop_run(stub.loop);
	finish(&stub);
	return err ? say_fault(&fault) : 0;
}
