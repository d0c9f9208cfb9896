/* SPDX-License-Identifier: MIT */
/* What is said of freight as CloudEvents items. */
#include "base/digest.h"
#include "codec/json_write.h"
#include "demo/freight.h"

int64_t freight_pick(struct story *story, int64_t low, int64_t high)
{
	return low + (int64_t)(random_next(&story->random) % (uint64_t)(high - low + 1));
}

static void put_attrs(struct json_writer *writer, const char *const *attrs)
{
	for (; attrs && *attrs; attrs += 2)
		if (attrs[1] && attrs[1][0])
			jsonw_put_text(writer, attrs[0], attrs[1]);
}

static const char *event_json(struct story *story, const char *id, const char *interface,
			      const char *type, const char *subject, int64_t known_at,
			      int64_t event_at, const char *const *attrs)
{
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);
	const char *kept;

	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "specversion", "1.0");
	jsonw_put_text(&writer, "id", id);
	jsonw_put_text(&writer, "source", interface);
	jsonw_put_text(&writer, "type", type);
	jsonw_put_text(&writer, "subject", subject);
	jsonw_put_instant(&writer, "time", known_at);
	jsonw_open(&writer, "data");
	if (event_at != INSTANT_NONE)
		jsonw_put_instant(&writer, "at", event_at);
	put_attrs(&writer, attrs);
	jsonw_close(&writer);
	jsonw_close(&writer);
	kept = arena_text(&story->arena, str_text(&text), text.length);
	str_release(&text);
	return kept;
}

void freight_event(struct story *story, int tenant, const char *interface, const char *type,
		   const char *kind, const char *ref, int64_t at, int64_t event_at, bool is_leg,
		   const char *const *attrs)
{
	int64_t sent_at = at > story->start_at ? at : story->start_at;
	struct story_item *item = vec_push(&story->items);
	const char *id =
		arena_printf(&story->arena, "%s-%lld", interface, (long long)story->next_id++);
	const char *subject = arena_printf(&story->arena, "%s/%s", kind, ref);

	*item = (struct story_item) { .at = sent_at,
				      .order = story->items.count,
				      .tenant = tenant,
				      .kind = STORY_EVENT,
				      .ref = ref,
				      .interface = interface,
				      .type = type,
				      .is_leg = is_leg };
	item->json = event_json(story, id, interface, type, subject, at, event_at, attrs);
}

const char *freight_instant(struct story *story, int64_t at)
{
	struct str text = { 0 };
	const char *kept;

	if (at == INSTANT_NONE)
		return "";
	instant_write(&text, at);
	kept = arena_text(&story->arena, str_text(&text), text.length);
	str_release(&text);
	return kept;
}
