/* SPDX-License-Identifier: MIT */
/* Moments that are typed: a plan is made by the clock in the title, what somebody says on the phone is said in the time of the stop.
 * Which it is, and what was understood, stands behind the field. */
#include <string.h>

#include "model/typedtime.h"
#include "state/inside.h"
#include "view/words.h"

/* Where a call's words happen, as the plan names its stops; what is not here happens at the last one. */
static const struct {
	const char *says, *milestone;
} places[] = { { "picked-up", "pickup" }, { "departed", "depart" } };

/* The zone of the stop that is spoken of, as far as the opened case's plan is loaded; else that of the place of delivery. */
static const char *zone_there(const struct ui *ui, const struct case_row *row, const char *says)
{
	const struct store *store = ui->scene.store;
	const struct store_rows *rows = &store->sets[STORE_MILESTONES];
	bool is_loaded = store->opened_case == row->case_id && store->opened_tenant == row->tenant_id;

	for (size_t i = 0; is_loaded && says && i < COUNT_OF(places); i++)
		for (size_t j = 0; strcmp(places[i].says, says) == 0 && j < rows->count; j++) {
			const struct milestone_shown_row *milestone = rows->rows[j];
			if (strcmp(milestone->code, places[i].milestone) == 0 && *milestone->zone)
				return milestone->zone;
		}
	return row->dest_zone;
}

struct moments moments_of(const struct ui *ui, const struct verb *verb, const struct case_row *row, const char *says)
{
	const char *here = scene_zone(&ui->scene);

	return (struct moments){ verb, here, row ? zone_there(ui, row, says) : here, scene_now(&ui->scene, row ? row->tenant_id : 0) };
}

struct moments moments_of_form(const struct ui *ui, const struct layer *layer)
{
	const struct case_row *row = layer->case_id ? store_case(ui->scene.store, layer->tenant_id, layer->case_id) : NULL;
	const char *says = strcmp(layer->verb->name, "call") == 0 ? form_value(&layer->form, "says") : NULL;

	return moments_of(ui, layer->verb, row, says);
}

static const struct zone *zone_or_null(const char *name)
{
	const struct zone *zone = NULL;

	return name && *name && zone_find(name, &zone) == ERR_NONE ? zone : NULL;
}

/* When a call says that something happened, it has; everything else is to come. */
static bool is_ahead(const struct verb *verb, const struct argument *argument)
{
	return strcmp(verb->name, "call") != 0 || strcmp(argument->name, "at") != 0;
}

enum err moments_read(const struct moments *moments, const struct argument *argument, const char *text, int64_t *out, struct fault *fault)
{
	const struct typedtime_zones zones = { zone_or_null(moments->here), zone_or_null(moments->there) };
	const struct zone *zone = argument->kind == ARGUMENT_INSTANT_THERE ? zones.there : zones.here;

	return typedtime_read_zones(span_of(text), zone, &zones, moments->now, is_ahead(moments->verb, argument), out, fault);
}

void moments_note(void *context, const struct form *form, int index, struct str *out)
{
	const struct ui *ui = context;
	const struct layer *layer = &ui->layers[ui->layer_count - 1];
	const struct argument *argument = &layer->verb->arguments[index];
	struct moments moments = moments_of_form(ui, layer);
	bool is_there = argument->kind == ARGUMENT_INSTANT_THERE;
	const char *first = is_there ? moments.there : moments.here, *second = is_there ? moments.here : moments.there;
	const char *value = form_value(form, argument->name);
	int64_t at;

	if (moments.now == INSTANT_NONE)
		return;
	if (!*value) {
		words_zone(out, moments.now, first);
		str_adds(out, is_there ? ", at the stop" : ", your clock");
	} else if (moments_read(&moments, argument, value, &at, NULL) == ERR_NONE) {
		str_adds(out, "= ");
		words_when_two(out, at, moments.now, first, second);
	}
}
