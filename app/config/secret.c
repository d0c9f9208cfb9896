/* SPDX-License-Identifier: MIT */
/* One small file a secret; who else may read it is checked before it is used. */
#include "config/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_BYTES_MAX 4096

static bool is_name(const char *name)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	return name[0] != '\0' && name[0] != '.' && name[strspn(name, allowed)] == '\0' &&
	       strlen(name) <= 100;
}

static enum err check_file(int fd, const char *name, struct fault *fault)
{
	struct stat about;

	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
		return fault_set(fault, ERR_INVALID, name, "the secret is no plain file");
	if (about.st_mode & (S_IRWXO | S_IWGRP)) {
		fault_set(fault, ERR_DENIED, name, "others may read or change the secret's file");
		fault_help(fault, "chmod 400, owned by the engine's user");
		return ERR_DENIED;
	}
	return ERR_NONE;
}

static void trim(struct str *out)
{
	size_t begin = 0;

	while (out->length > 0 && strchr(" \t\r\n", out->text[out->length - 1]))
		str_cut(out, out->length - 1);
	while (begin < out->length && strchr(" \t\r\n", out->text[begin]))
		begin++;
	if (begin > 0) {
		memmove(out->text, out->text + begin, out->length - begin);
		str_cut(out, out->length - begin);
	}
}

enum err secret_read(const char *folder, const char *name, struct str *out, struct fault *fault)
{
	char path[1024];
	char bytes[SECRET_BYTES_MAX];
	ssize_t got = -1;
	enum err err;
	int fd;

	str_clear(out);
	if (!folder)
		return fault_set(fault, ERR_NOT_FOUND, name, "no secrets-dir is set");
	if (!is_name(name))
		return fault_set(fault, ERR_INVALID, name, "this is no name of a secret");
	snprintf(path, sizeof path, "%s/%s", folder, name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	if (fd < 0)
		return fault_set(fault, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM, name, "%s",
				 strerror(errno));
	err = check_file(fd, name, fault);
	if (err == ERR_NONE)
		got = read(fd, bytes, sizeof bytes);
	close(fd);
	if (err != ERR_NONE)
		return err;
	if (got <= 0 || got == (ssize_t)sizeof bytes)
		return fault_set(fault, ERR_INVALID, name, "the secret is empty or too long");
	str_add(out, bytes, (size_t)got);
	explicit_bzero(bytes, sizeof bytes);
	trim(out);
	return out->length > 0 ? ERR_NONE
			       : fault_set(fault, ERR_INVALID, name, "the secret is empty");
}

void secret_release(struct str *secret)
{
	if (secret->text)
		explicit_bzero(secret->text, secret->room);
	str_release(secret);
}
