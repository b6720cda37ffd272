/* Statistics for spreadsheets and programs, and on a page with pictures. */
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "office/grid_book.h"
#include "office/page.h"
#include "office/statistics_inside.h"
#include "words.h"

const char *
area_name(const struct area_names *names, const char *code)
{
	return names != NULL ? names->name(names->self, code) : "";
}

static const char *const levels[STATISTICS_LEVELS] = {N_("County"), N_("Townships"), N_("Villages")};

void
statistics_lines(const struct statistics *x, const struct area_names *names, struct buf *out)
{
	struct buf value = {0};

	for (size_t a = 0; a < x->n_areas; a++)
		for (size_t i = 0; i < x->n; i++) {
			const struct figure *f = &x->figures[i];
			const struct tally *t = &x->areas[a].tallies[i];
			buf_reset(&value);
			statistics_value(f, t, &value);
			buf_printf(out, "%s\t%s\t%s\t%s\t%s\t%llu\t%llu\t%s%s\n", x->areas[a].code,
				area_name(names, x->areas[a].code), f->group, f->name, form_label(f->label),
				(unsigned long long)t->households, (unsigned long long)t->people, buf_str(&value), t->unset ? _(" (parameter not set)") : "");
		}
	buf_free(&value);
}

void
statistics_json(const struct statistics *x, const struct area_names *names, struct buf *out)
{
	struct json j = {.out = out};
	struct buf value = {0};

	json_begin(&j, '[');
	for (size_t a = 0; a < x->n_areas; a++)
		for (size_t i = 0; i < x->n; i++) {
			const struct figure *f = &x->figures[i];
			const struct tally *t = &x->areas[a].tallies[i];
			const char *const texts[][2] = {{"area", x->areas[a].code}, {"place", area_name(names, x->areas[a].code)},
				{"group", f->group}, {"name", f->name}, {"label", form_label(f->label)}};
			buf_reset(&value);
			statistics_value(f, t, &value);
			json_begin(&j, '{');
			for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
				json_key(&j, texts[k][0]);
				json_text(&j, texts[k][1]);
			}
			json_key(&j, "households");
			json_int(&j, (int64_t)t->households);
			json_key(&j, "people");
			json_int(&j, (int64_t)t->people);
			json_key(&j, "value");
			json_text(&j, buf_str(&value));
			json_key(&j, "unset");
			json_bool(&j, t->unset);
			json_end(&j, '}');
		}
	json_end(&j, ']');
	buf_byte(out, '\n');
	buf_free(&value);
}

/* A bar for each figure that is drawn, of the figures first..last-1, as long as its households are many. */
static void
chart(const struct statistics *x, const struct tally *t, size_t first, size_t last, struct buf *out)
{
	enum { ROW = 22, LABEL = 190, BAR = 420 };
	uint64_t most = 1;
	size_t n = 0;

	for (size_t i = first; i < last; i++) {
		n += x->figures[i].chart;
		if (x->figures[i].chart && t[i].households > most)
			most = t[i].households;
	}
	if (n == 0)
		return;
	buf_printf(out, "<svg viewBox=\"0 0 700 %zu\" role=\"img\">\n", n * ROW + 4);
	n = 0;
	for (size_t i = first; i < last; i++) {
		if (!x->figures[i].chart)
			continue;
		const size_t y = n++ * ROW + 4;
		const unsigned width = (unsigned)(t[i].households * BAR / most);
		buf_printf(out, "<text x=\"%d\" y=\"%zu\" text-anchor=\"end\">", LABEL - 6, y + 13);
		page_text(out, form_label(x->figures[i].label));
		buf_printf(out, "</text><rect x=\"%d\" y=\"%zu\" width=\"%u\" height=\"16\" fill=\"#456\"/><text x=\"%u\" y=\"%zu\">%llu</text>\n", LABEL, y,
			width, LABEL + width + 5, y + 13, (unsigned long long)t[i].households);
	}
	buf_text(out, "</svg>\n");
}

/* One area whole: a picture and a table for each group. */
static void
area_whole(const struct statistics *x, const struct tally *t, struct buf *out)
{
	struct buf value = {0};
	char number[32];

	for (size_t first = 0, last; first < x->n; first = last) {
		for (last = first + 1; last < x->n && strcmp(x->figures[last].group, x->figures[first].group) == 0; last++)
			continue;
		page_element(out, "h2", statistics_group(x->figures[first].group));
		chart(x, t, first, last, out);
		buf_text(out, "<table>\n<thead><tr>\n");
		page_element(out, "th", "");
		page_element(out, "th class=\"n\"", _("Households"));
		page_element(out, "th class=\"n\"", _("People"));
		page_element(out, "th class=\"n\"", _("Yuan or per cent"));
		buf_text(out, "</tr></thead>\n<tbody>\n");
		for (size_t i = first; i < last; i++) {
			const struct figure *f = &x->figures[i];
			buf_reset(&value);
			statistics_value(f, &t[i], &value);
			if (t[i].unset)
				buf_text(&value, _(" (parameter not set)"));
			buf_text(out, "<tr>\n");
			page_element(out, "td", form_label(f->label));
			snprintf(number, sizeof number, "%llu", (unsigned long long)t[i].households);
			page_element(out, "td class=\"n\"", number);
			snprintf(number, sizeof number, "%llu", (unsigned long long)t[i].people);
			page_element(out, "td class=\"n\"", number);
			page_element(out, "td class=\"n\"", buf_str(&value));
			buf_text(out, "</tr>\n");
		}
		buf_text(out, "</tbody>\n</table>\n");
	}
	buf_free(&value);
}

/* Areas of a level side by side: their classes and the sheet's means. */
static bool
is_shown(const struct figure *f)
{
	return strcmp(f->group, "class") == 0 || f->kind == FIGURE_MEAN;
}

static void
area_table(const struct statistics *x, const struct area_names *names, int level, struct buf *out)
{
	struct buf cell = {0};
	bool headed = false;

	for (size_t a = 0; a < x->n_areas; a++) {
		if (statistics_level(x->areas[a].code) != level)
			continue;
		if (!headed) {
			page_element(out, "h2", _(levels[level]));
			buf_text(out, "<table>\n<thead><tr>\n");
			page_element(out, "th", _("Area"));
			page_element(out, "th", _("Place"));
			for (size_t i = 0; i < x->n; i++)
				if (is_shown(&x->figures[i]))
					page_element(out, "th class=\"n\"", form_label(x->figures[i].label));
			buf_text(out, "</tr></thead>\n<tbody>\n");
		}
		headed = true;
		buf_text(out, "<tr>\n");
		page_element(out, "td", x->areas[a].code);
		page_element(out, "td", area_name(names, x->areas[a].code));
		for (size_t i = 0; i < x->n; i++) {
			if (!is_shown(&x->figures[i]))
				continue;
			buf_reset(&cell);
			if (x->figures[i].kind == FIGURE_COUNT)
				buf_printf(&cell, "%llu", (unsigned long long)x->areas[a].tallies[i].households);
			else
				statistics_value(&x->figures[i], &x->areas[a].tallies[i], &cell);
			page_element(out, "td class=\"n\"", buf_str(&cell));
		}
		buf_text(out, "</tr>\n");
	}
	if (headed)
		buf_text(out, "</tbody>\n</table>\n");
	buf_free(&cell);
}

void
statistics_page(const struct statistics *x, const struct area_names *names, const char *county, struct buf *out)
{
	struct buf title = {0};

	buf_printf(&title, _("%s: statistics of poverty prevention"), county);
	page_begin(out, buf_str(&title), false);
	if (x->n_areas > 0)
		area_whole(x, x->areas[0].tallies, out);
	for (int level = 1; level < STATISTICS_LEVELS; level++)
		area_table(x, names, level, out);
	page_end(out);
	buf_free(&title);
}

static void
put_value(struct grid_book *b, size_t row, size_t column, const struct figure *f, const struct tally *t)
{
	if (f->kind == FIGURE_MEAN && !(t->weight > 0))
		return;
	grid_book_number(b, row, column, f->kind == FIGURE_MEAN ? t->value / t->weight : t->value, strcmp(f->format, "money") == 0);
}

int
statistics_book(const struct statistics *x, const struct area_names *names, const char *path, struct fault *f)
{
	static const char *const sheets[STATISTICS_LEVELS] = {"county", "townships", "villages"};
	struct grid_book *b = grid_book_new(path, f);

	if (b == NULL)
		return -1;
	for (int level = 0; level < STATISTICS_LEVELS; level++) {
		size_t row = 0;
		grid_book_sheet(b, sheets[level]);
		grid_book_text(b, 0, 0, _("Area"), true);
		grid_book_text(b, 0, 1, _("Place"), true);
		for (size_t i = 0; i < x->n; i++) {
			struct buf head = {0};
			const char *label = form_label(x->figures[i].label);
			const bool counts = x->figures[i].kind == FIGURE_COUNT;
			grid_book_text(b, 0, 2 * i + 2, label, true);
			buf_printf(&head, counts ? _("%s, people") : _("%s, households"), label);
			grid_book_text(b, 0, 2 * i + 3, buf_str(&head), true);
			buf_free(&head);
		}
		for (size_t a = 0; a < x->n_areas; a++) {
			if (statistics_level(x->areas[a].code) != level)
				continue;
			grid_book_text(b, ++row, 0, x->areas[a].code, false);
			grid_book_text(b, row, 1, area_name(names, x->areas[a].code), false);
			for (size_t i = 0; i < x->n; i++) {
				const struct tally *t = &x->areas[a].tallies[i];
				if (x->figures[i].kind == FIGURE_COUNT)
					grid_book_number(b, row, 2 * i + 2, (double)t->households, false);
				else
					put_value(b, row, 2 * i + 2, &x->figures[i], t);
				grid_book_number(b, row, 2 * i + 3, (double)(x->figures[i].kind == FIGURE_COUNT ? t->people : t->households), false);
			}
		}
	}
	return grid_book_end(b, f);
}
