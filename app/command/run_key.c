/* SPDX-License-Identifier: MIT */
/* docket key: the secret that a partner signs with, as a file of its own, shown once; the store knows its name only. docket key api: the
 * key that a program comes with, shown once; the store knows its hash only. */
#include "command/runs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "command/listing.h"

#define SECRET_BYTES 32

const struct option run_key_options[] = {
	{ "secrets-dir", OPTION_TEXT, "/etc/docket/secrets", "path", "The folder of secrets, as docketd has it." },
	{ "next", OPTION_YES, "no", "", "The one to change over to: both are taken until it is made the first." },
	{ "promote", OPTION_YES, "no", "", "The one that was changed over to becomes the first; the old one holds no more." },
	{ "force", OPTION_YES, "no", "", "Write over a key that is there." },
	{ "per-minute", OPTION_NUMBER, "600", "calls", "api: how many calls the key may make a minute, at each engine." },
	{ "end-old", OPTION_YES, "no", "", "api: end every live key but the newest, once the program has changed over." },
	{ "end", OPTION_YES, "no", "", "api: end every live key." },
	{ 0 },
};

static bool is_name(const char *name)
{
	return name[0] != '.' && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == strlen(name);
}

static enum err system_fault(const char *path, struct fault *fault)
{
	return fault_set(fault, errno == EEXIST ? ERR_EXISTS : ERR_SYSTEM, path, "%s", strerror(errno));
}

/* Made by root, it belongs to whom the folder belongs: the engine's user. */
static bool hand_over(int fd, const char *folder)
{
	struct stat owner;

	return geteuid() != 0 || (stat(folder, &owner) == 0 && fchown(fd, owner.st_uid, owner.st_gid) == 0);
}

/* The file is whole or not there: written beside and moved in place. */
static enum err write_secret(const char *folder, const char *path, const struct str *secret, bool is_forced,
			     struct fault *fault)
{
	struct str beside = { 0 };
	int fd;
	enum err err = ERR_NONE;

	if (!is_forced && access(path, F_OK) == 0) {
		fault_set(fault, ERR_EXISTS, path, "there is a key already");
		fault_help(fault, "--next makes the one to change over to, --force replaces it at once");
		return ERR_EXISTS;
	}
	str_addf(&beside, "%s.new", path);
	unlink(str_text(&beside));
	fd = open(str_text(&beside), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || !hand_over(fd, folder) ||
	    write(fd, secret->text, secret->length) != (ssize_t)secret->length || write(fd, "\n", 1) != 1 ||
	    fsync(fd) != 0 || rename(str_text(&beside), path) != 0)
		err = system_fault(path, fault);
	if (fd >= 0)
		close(fd);
	str_release(&beside);
	return err;
}

/* The next key takes the first one's place in one step: at no moment is there none. */
static enum err promote(const char *folder, const char *interface, struct fault *fault)
{
	struct str first = { 0 }, next = { 0 };
	enum err err = ERR_NONE;

	str_addf(&first, "%s/%s", folder, interface);
	str_addf(&next, "%s/%s.next", folder, interface);
	if (access(str_text(&next), F_OK) != 0) {
		fault_set(fault, ERR_NOT_FOUND, str_text(&next), "there is no key to change over to");
		err = fault_help(fault, "docket key %s --next makes one", interface);
	} else if (rename(str_text(&next), str_text(&first)) != 0) {
		err = system_fault(str_text(&first), fault);
	} else {
		listing_say("%s: the next key is the first one now.\ndocketd reads it when the interface's text is applied next, or at SIGHUP; "
			    "then the old key holds no more.\n", interface);
	}
	str_release(&first);
	str_release(&next);
	return err;
}

static void make_secret(struct str *out)
{
	unsigned char bytes[SECRET_BYTES];

	random_bytes(bytes, sizeof bytes);
	str_adds(out, "whsec_");
	base64_write(out, bytes, sizeof bytes);
	explicit_bzero(bytes, sizeof bytes);
}

static void say(const char *name, const char *path, const struct str *secret, enum request_format format)
{
	struct str out = { 0 };

	if (format == FORMAT_JSON)
		str_addf(&out, "{\"name\":\"%s\",\"secret\":\"%s\"}\n", name, str_text(secret));
	else
		str_addf(&out, "%s\nThis is shown once: give it to the partner. It is kept in %s, for the engine alone.\n"
			 "The interface's text names it (secret %s); docketd reads it when that text is applied next.\n",
			 str_text(secret), path, name);
	listing_out(&out);
	explicit_bzero(out.text, out.length);
	str_release(&out);
}

static enum err make(const struct request *request, const char *interface, const char *folder, struct fault *fault)
{
	struct str name = { 0 }, path = { 0 }, secret = { 0 };
	enum err err;

	str_addf(&name, "%s%s", interface, config_is(&request->config, "next") ? ".next" : "");
	str_addf(&path, "%s/%s", folder, str_text(&name));
	make_secret(&secret);
	err = write_secret(folder, str_text(&path), &secret, config_is(&request->config, "force"), fault);
	if (!err)
		say(str_text(&name), str_text(&path), &secret, request->format);
	explicit_bzero(secret.text, secret.length);
	str_release(&secret);
	str_release(&path);
	str_release(&name);
	return err;
}

static enum err make_interface_key(const struct request *request, const char *interface, struct fault *fault)
{
	const char *folder = config_text(&request->config, "secrets-dir");
	enum err err = ERR_NONE;

	if (!is_name(interface))
		err = fault_set(fault, ERR_INVALID, interface, "a name is letters, digits, '.', '_' and '-'");
	if (!err && config_is(&request->config, "promote"))
		return promote(folder, interface, fault);
	if (!err && mkdir(folder, 0700) != 0 && errno != EEXIST)
		err = system_fault(folder, fault);
	return err ? err : make(request, interface, folder, fault);
}

/* --- keys of programs --- */

static enum err end_api_keys(struct session *session, const char *program, bool is_all, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err;

	pg_params_text(&params, program);
	pg_params_bool(&params, is_all);
	err = pg_sync_sql(session->sync, "select docket.api_key_end($1, $2)", &params, &result, fault);
	pg_params_release(&params);
	if (!err)
		listing_say("%s: keys ended: %lld\n", program, (long long)pg_result_i64(result, 0, 0, 0));
	pg_result_free(result);
	return err;
}

/* The hash is made here: the key itself never leaves this process but for the terminal. */
static enum err add_api_key(struct session *session, const struct request *request, const char *program, const struct str *key,
			    struct fault *fault)
{
	struct digest hash = digest_of(key->text, key->length);
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, program);
	pg_params_bytes(&params, (struct span){ (const char *)hash.bytes, DIGEST_BYTES });
	pg_params_i64(&params, config_number(&request->config, "per-minute"));
	err = pg_sync_sql(session->sync, "select docket.api_key_add($1, $2, $3)", &params, NULL, fault);
	pg_params_release(&params);
	return err;
}

static void say_api_key(const char *program, const struct str *key, enum request_format format)
{
	struct str out = { 0 };

	if (format == FORMAT_JSON)
		str_addf(&out, "{\"name\":\"%s\",\"key\":\"%s\"}\n", program, str_text(key));
	else
		str_addf(&out, "%s\nThis is shown once: give it to the program, which sends it as Authorization: Bearer KEY.\n"
			 "An older key works until it is ended: docket key api %s --end-old\n", str_text(key), program);
	listing_out(&out);
	explicit_bzero(out.text, out.length);
	str_release(&out);
}

static enum err make_api_key(struct session *session, const struct request *request, const char *program, struct fault *fault)
{
	unsigned char bytes[SECRET_BYTES];
	struct str key = { 0 };
	enum err err;

	random_bytes(bytes, sizeof bytes);
	str_adds(&key, "dkapi_");
	hex_write(&key, bytes, sizeof bytes);
	explicit_bzero(bytes, sizeof bytes);
	err = add_api_key(session, request, program, &key, fault);
	if (!err)
		say_api_key(program, &key, request->format);
	explicit_bzero(key.text, key.length);
	str_release(&key);
	return err;
}

static enum err run_api_key(struct request *request, const char *program, struct fault *fault)
{
	bool is_all = config_is(&request->config, "end");
	struct session session = { 0 };
	enum err err = session_open_admin(&session, request, fault);

	if (!err && (is_all || config_is(&request->config, "end-old")))
		err = end_api_keys(&session, program, is_all, fault);
	else if (!err)
		err = make_api_key(&session, request, program, fault);
	session_close(&session);
	return err;
}

/* One word is an interface, also one that is called api; "api NAME" is a program's. */
enum err run_key(struct request *request, struct fault *fault)
{
	const char *first = NULL, *program;
	enum err err = request_need(request, "the interface, or api and a program", &first, fault);

	if (err)
		return err;
	program = strcmp(first, "api") == 0 ? request_word(request) : NULL;
	err = request_end(request, fault);
	if (err)
		return err;
	return program ? run_api_key(request, program, fault) : make_interface_key(request, first, fault);
}
