/* SPDX-License-Identifier: MIT */
/* The tour: lines of text, each gone when what it asks for was done. */
#include <string.h>

#include "state/inside.h"

enum err ui_load_tour(struct ui *ui, struct span text, struct fault *fault)
{
	struct conf conf;
	enum err err = conf_read(&ui->tour_arena, "tour", text, NULL, NULL, &conf, fault);

	ui->step_count = ui->step_at = 0;
	for (size_t i = 0; !err && i < conf.count && ui->step_count < UI_TOUR_STEPS_MAX; i++) {
		const struct conf_line *line = &conf.lines[i];
		const char *until = conf_value(line, "until");
		const char *words = NULL;
		for (size_t j = 0; j < line->word_count; j++)
			if (!line->words[j].key)
				words = line->words[j].text;
		if (strcmp(line->verb, "step") != 0 || !until || !words)
			return conf_fault(line, NULL, fault, "a line of the tour is: step until=WORD \"text\"");
		ui->steps[ui->step_count++] = (struct ui_step){ words, until };
	}
	return err;
}

const char *tour_line(const struct ui *ui)
{
	if (!ui->has_tour || ui->step_count == 0)
		return NULL;
	return ui->step_at < ui->step_count ? ui->steps[ui->step_at].text : "That was the tour. t starts it again, q leaves.";
}

void ui_happened(struct ui *ui, const char *what)
{
	if (ui->has_tour && ui->step_at < ui->step_count && strcmp(ui->steps[ui->step_at].until, what) == 0)
		ui->step_at++;
}
