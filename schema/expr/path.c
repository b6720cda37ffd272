#include "compile.h"

#include <string.h>

#include "words.h"

/* Parts of XPath that are not understood, by the mark they start with. */
static const struct {
	const char *mark, *why;
} refused[] = {
	{"//", N_("// is not understood; write ${name} for the question wherever it stands.")},
	{"*", N_("* as a step is not understood; name the question.")},
	{"@", N_("Attributes (@) are not understood; forms have none.")},
	{"$", N_("Variables ($) are not understood; write ${name}.")},
	{"::", N_("Axes (::) are not understood; write / for a child and .. for the parent.")},
};

int
path_refuse(struct parser *p)
{
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		if (token_is(&p->token, refused[i].mark))
			return expr_fail(p->err, p->token.at, "%s", _(refused[i].why));
	return 0;
}

/* The next name of a path from the top, under *${table} (-1: over the top), which it may become. 1 when it is a question,
 * 0 for a table or group, or -1. */
static int
descend(struct parser *p, int *table)
{
	const struct form *f = p->scope->form;
	const struct token *t = &p->token;
	int i = form_table(f, t->text, t->len);

	if (i >= 0 && f->tables[i].parent == *table) {
		*table = i;
		return 0;
	}
	i = form_question(f, t->text, t->len);
	if (i >= 0 && f->questions[i].table == *table)
		return 1;
	if (*table >= 0 && refer_section(p, t, *table))
		return 0;
	if (i < 0 && form_table(f, t->text, t->len) < 0)
		return refer_unknown(p, t, _("question or table"));
	return expr_fail(p->err, t->at, _("%.*s does not stand there in the form; write ${%.*s}."), token_shown(t), t->text, token_shown(t),
		t->text);
}

/* A path without [ ] means what ${} of its last name means: in a record of a table that it passes, that record. */
int
path_parse(struct parser *p, size_t at, struct operand *out)
{
	const struct form *f = p->scope->form;
	struct token last = p->token;
	int table = -1, found = 0;

	if (f == NULL || p->scope->table < 0 || last.kind != TOKEN_NAME)
		return expr_fail(p->err, at, _("A path from the top starts with the form's name, as in /data/household; ${name} is shorter."));
	if (!token_is(&last, "data") && !token_is(&last, f->id))
		return expr_fail(p->err, last.at, _("A path from the top starts with /data or the form_id, then the table of the top level."));
	if (parse_next(p) < 0)
		return -1;
	while (found == 0 && token_is(&p->token, "/")) {
		const struct lexer behind = p->lexer;
		const struct token slash = p->token;
		if (parse_next(p) < 0)
			return -1;
		if (table >= 0 && (token_is(&p->token, "..") || token_is(&p->token, "."))) {
			p->lexer = behind;
			p->token = slash;
			break;
		}
		if (p->token.kind != TOKEN_NAME)
			return expr_fail(p->err, p->token.at, _("Behind / belongs the name of a question or table, or .. for the record."));
		last = p->token;
		if ((found = descend(p, &table)) < 0 || parse_next(p) < 0)
			return -1;
	}
	if (table < 0)
		return expr_fail(p->err, at, _("A path from the top starts with /data or the form_id, then the table of the top level."));
	if (found == 0 && form_table(f, last.text, last.len) != table)
		return expr_fail(p->err, last.at, _("A group has no value; name a question of it."));
	return refer_name(p, &last, out);
}

/* instance('list')/root/item: the choices of a list, with the columns of its sheet. */
int
path_instance(struct parser *p, const struct token *name, int number, struct operand *out)
{
	static const char *const path[] = {"/", "root", "/", "item"};
	const struct choice_list *l;

	(void)number;
	if (refer_list(p, &p->token, &l) < 0 || parse_next(p) < 0 || parse_expect(p, ")") < 0)
		return -1;
	for (size_t i = 0; i < sizeof path / sizeof path[0]; i++)
		if (!token_is(&p->token, path[i]))
			return expr_fail(p->err, p->token.at, _("Behind instance() belongs /root/item, then [ ] and the name of a column."));
		else if (parse_next(p) < 0)
			return -1;
	return refer_items(p, l, name->at, out);
}
