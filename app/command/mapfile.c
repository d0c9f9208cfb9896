/* SPDX-License-Identifier: MIT */
/* What ships is found by name, so that `--map hflights` means the same everywhere. */
#include "command/mapfile.h"

#include <string.h>

#include "base/embed.h"

#define TEXT_BYTES_MAX (1024 * 1024)

static const struct embedded *find_shipped(const char *name)
{
	struct str path = { 0 };
	const struct embedded *found;

	str_addf(&path, "data/mappings/%s.mapping", name);
	found = strchr(name, '/') ? NULL : embed_find(str_text(&path));
	str_release(&path);
	return found;
}

enum err mapfile_open(const struct request *request, struct mapping **out, struct fault *fault)
{
	const struct embedded *shipped;
	const char *name = NULL;
	struct str text = { 0 };
	enum err err = request_option(request, "map", &name, fault);

	if (err)
		return err;
	shipped = find_shipped(name);
	if (shipped)
		return mapping_read(shipped->name, span_of(shipped->begin), out, fault);
	err = config_file(name, TEXT_BYTES_MAX, &text, fault);
	if (!err)
		err = mapping_read(name, (struct span){ str_text(&text), text.length }, out, fault);
	str_release(&text);
	return err;
}

enum err mapfile_decode(struct mapping *mapping, const char *path, const struct mapping_listener *listener, size_t *rows,
			struct fault *fault)
{
	struct str bytes = { 0 };
	enum err err = config_file(path, MAPFILE_PACKED_BYTES_MAX, &bytes, fault);

	if (!err)
		err = mapping_decode(mapping, (struct span){ str_text(&bytes), bytes.length }, MAPFILE_BYTES_MAX,
				     instant_wall_now(), listener, rows, fault);
	str_release(&bytes);
	return err;
}
