#ifndef JOURNAL_STATEMENTS_H
#define JOURNAL_STATEMENTS_H

#include "journal/exchange_statements.h"
#include "journal/list_statements.h"

/*
 * Every statement of the journal, by name: a closed list. Those over the form's own tables are made from the form
 * (answers.c). Column order of the reads is used by number where they are stepped.
 */
#define VERSION_COLUMNS "d.id, v.seq, v.hash, v.record, v.parent, t.text, s.text, v.gen, v.wall, c.text, v.form, v.replaces, v.body, v.state, v.no"
#define VERSION_JOIN \
	"FROM j_version v JOIN j_device d ON d.no = v.device JOIN j_word t ON t.no = v.tbl JOIN j_word s ON s.no = v.section " \
	"JOIN j_word c ON c.no = v.cadre "

#define STATEMENTS_OF_JOURNAL \
	STATEMENT(WORDS, "SELECT no, text FROM j_word ORDER BY no") \
	STATEMENT(WORD_ADD, "INSERT INTO j_word (no, text) VALUES (?, ?)") \
	STATEMENT(DEVICES, "SELECT no, id, role, areas, cadre, revoked_after, state, written_off FROM j_device ORDER BY no") \
	STATEMENT(DEVICE_ADD, "INSERT INTO j_device (no, id) VALUES (?, ?)") \
	STATEMENT(DEVICE_CERTIFY, "UPDATE j_device SET certificate = ?2, role = ?3, areas = ?4, cadre = ?5, state = ?6 WHERE no = ?1") \
	STATEMENT(DEVICE_REVOKE, "UPDATE j_device SET revoked_after = ?2 WHERE no = ?1") \
	STATEMENT(DEVICE_CERTIFICATE, "SELECT certificate FROM j_device WHERE no = ?") \
	STATEMENT(VERSION_ADD, \
		"INSERT INTO j_version (device, seq, hash, record, parent, tbl, section, gen, wall, cadre, form, replaces, body, state) " \
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)") \
	STATEMENT(VERSION_KNOWN, "SELECT hash FROM j_version WHERE device = ? AND seq = ?") \
	STATEMENT(VERSION_STATE, "UPDATE j_version SET state = ?2 WHERE no = ?1") \
	STATEMENT(VERSIONS_OF_DEVICE, \
		"SELECT " VERSION_COLUMNS " " VERSION_JOIN "WHERE v.device = ? AND v.seq BETWEEN ? AND ? ORDER BY v.seq, v.hash") \
	STATEMENT(VERSIONS_OF_SECTION, \
		"SELECT " VERSION_COLUMNS " " VERSION_JOIN "WHERE v.record = ? AND v.section = ? ORDER BY v.no") \
	STATEMENT(VERSIONS_OF_ROOT, \
		"SELECT " VERSION_COLUMNS " FROM j_record r JOIN j_version v ON v.record = r.id JOIN j_device d ON d.no = v.device " \
		"JOIN j_word t ON t.no = v.tbl JOIN j_word s ON s.no = v.section JOIN j_word c ON c.no = v.cadre " \
		"WHERE r.root = ? ORDER BY v.no") \
	STATEMENT(HISTORY_OF_ROOT, \
		"SELECT " VERSION_COLUMNS ", h.shown FROM j_record r JOIN j_version v ON v.record = r.id JOIN j_device d ON d.no = v.device " \
		"JOIN j_word t ON t.no = v.tbl JOIN j_word s ON s.no = v.section JOIN j_word c ON c.no = v.cadre " \
		"LEFT JOIN j_head h ON h.record = v.record AND h.section = v.section AND h.version = v.no WHERE r.root = ? " \
		"ORDER BY r.born_gen, r.born_device, r.born_seq, r.id, s.text, v.gen, d.id, v.seq, v.hash") \
	STATEMENT(VERSIONS_ALL, "SELECT " VERSION_COLUMNS " " VERSION_JOIN "WHERE v.no > ? ORDER BY v.no LIMIT 1000") \
	STATEMENT(VERSIONS_DIGEST, "SELECT " VERSION_COLUMNS " " VERSION_JOIN "ORDER BY d.id, v.seq, v.hash") \
	STATEMENT(SECTION_HEADS, \
		"SELECT v.no, d.id, v.seq, v.hash, v.gen, v.replaces, v.body, v.tbl, v.parent FROM j_version v " \
		"JOIN j_device d ON d.no = v.device WHERE v.record = ? AND v.section = ? AND v.state = 0") \
	STATEMENT(SECTIONS_OF_RECORD, "SELECT DISTINCT section FROM j_version WHERE record = ?") \
	STATEMENT(VERSIONS_PLACED, \
		"UPDATE j_version SET state = CASE WHEN tbl = ?2 AND parent = ?3 THEN 0 ELSE 9 END WHERE record = ?1 AND state IN (0, 9)") \
	STATEMENT(DEVICE_LAST, "SELECT max(seq) FROM j_version WHERE device = ?") \
	STATEMENT(DEVICE_HASHES, "SELECT seq, hash, state FROM j_version WHERE device = ? AND seq >= ? ORDER BY seq, hash") \
	STATEMENT(RECORD_GET, "SELECT tbl, parent, root, born_gen, born_device, born_seq, born_hash, voided FROM j_record WHERE id = ?") \
	STATEMENT(RECORD_ADD, \
		"INSERT INTO j_record (id, tbl, parent, root, born_gen, born_device, born_seq, born_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)") \
	STATEMENT(RECORD_MOVE, \
		"UPDATE j_record SET tbl = ?2, parent = ?3, root = ?4, born_gen = ?5, born_device = ?6, born_seq = ?7, born_hash = ?8 WHERE id = ?1") \
	STATEMENT(RECORD_ROOT, "UPDATE j_record SET root = ?2 WHERE id = ?1") \
	STATEMENT(RECORD_VOID, "UPDATE j_record SET voided = ?2 WHERE id = ?1") \
	STATEMENT(KIDS_OF_RECORD, "SELECT id, tbl FROM j_record WHERE root = ?1 AND parent = ?2 AND id <> ?2") \
	STATEMENT(VOIDED_OF_ROOT, "SELECT id FROM j_record WHERE root = ? AND voided = 1 ORDER BY id") \
	STATEMENT(RECORDS_FROM, "SELECT id, root FROM j_record WHERE id >= ? ORDER BY id LIMIT 2") \
	STATEMENT(RECORDS_OF_ROOT, "SELECT count(*) FROM j_record WHERE root = ?") \
	STATEMENT(ROOTS_OF_TABLE, "SELECT id FROM j_record WHERE id > ? AND id = root AND tbl = ? ORDER BY id LIMIT 1") \
	STATEMENT(HEAD_CLEAR, "DELETE FROM j_head WHERE record = ? AND section = ?") \
	STATEMENT(HEAD_ANY, "SELECT 1 FROM j_head WHERE record = ? AND section = ?") \
	STATEMENT(HEAD_ADD, "INSERT INTO j_head (record, section, version, shown) VALUES (?, ?, ?, ?)") \
	STATEMENT(HEADS_OF, \
		"SELECT d.id, v.seq, v.hash, v.gen, v.body, h.shown FROM j_head h JOIN j_version v ON v.no = h.version " \
		"JOIN j_device d ON d.no = v.device WHERE h.record = ? AND h.section = ?") \
	STATEMENT(VERSION_BODY, \
		"SELECT d.id, v.seq, v.hash, v.gen, v.body FROM j_device d JOIN j_version v ON v.device = d.no " \
		"WHERE d.id = ? AND v.seq = ? AND v.hash = ?") \
	STATEMENT(HEADS_OF_RECORD, \
		"SELECT d.id, v.seq, v.hash, v.gen FROM j_head h JOIN j_version v ON v.no = h.version JOIN j_device d ON d.no = v.device " \
		"WHERE h.record = ?") \
	STATEMENT(HEADS_DIGEST, \
		"SELECT h.record, s.text, d.id, v.seq, v.hash, h.shown FROM j_head h JOIN j_version v ON v.no = h.version " \
		"JOIN j_device d ON d.no = v.device JOIN j_word s ON s.no = h.section ORDER BY h.record, s.text, d.id, v.seq, v.hash") \
	STATEMENT(HEADS_BELOW, \
		"WITH RECURSIVE below (id) AS (SELECT ?1 UNION SELECT r.id FROM below b JOIN j_record p ON p.id = b.id " \
		"JOIN j_record r ON r.root = p.root AND r.parent = b.id) " \
		"SELECT d.id, v.seq, v.hash, v.tbl, v.section, v.body FROM below b JOIN j_head h ON h.record = b.id " \
		"JOIN j_version v ON v.no = h.version JOIN j_device d ON d.no = v.device WHERE NOT (h.record = ?2 AND h.section = ?3)") \
	STATEMENT(EMPTY_RECORD, "DELETE FROM j_record") \
	STATEMENT(EMPTY_HEAD, "DELETE FROM j_head") \
	STATEMENT(EMPTY_CONFLICT, "DELETE FROM j_conflict") \
	STATEMENT(EMPTY_STALE, "DELETE FROM j_stale") \
	STATEMENT(EMPTY_SUMMARY, "DELETE FROM j_summary") \
	STATEMENT(EMPTY_UNIQUE, "DELETE FROM j_unique") \
	STATEMENT(EMPTY_FOUND, "DELETE FROM j_found") \
	STATEMENT(VERSIONS_UNFORCE, "UPDATE j_version SET state = 8") \
	STATEMENT(CONFLICT_SET, "INSERT OR IGNORE INTO j_conflict (record, section) VALUES (?, ?)") \
	STATEMENT(CONFLICT_CLEAR, "DELETE FROM j_conflict WHERE record = ? AND section = ?") \
	STATEMENT(CONFLICTS, \
		"SELECT c.record, s.text, t.text, r.root FROM j_conflict c JOIN j_word s ON s.no = c.section " \
		"JOIN j_record r ON r.id = c.record JOIN j_word t ON t.no = r.tbl ORDER BY r.root, c.record, s.text") \
	STATEMENT(CONFLICTS_DIGEST, "SELECT c.record, s.text FROM j_conflict c JOIN j_word s ON s.no = c.section ORDER BY c.record, s.text") \
	STATEMENT(CONFLICT_COUNT, "SELECT count(*) FROM j_conflict") \
	STATEMENT(CONFLICTS_OF, "SELECT count(*) FROM j_conflict WHERE record = ?") \
	STATEMENT(FORK_SET, "INSERT OR IGNORE INTO j_fork (device, seq) VALUES (?, ?)") \
	STATEMENT(FORK_COUNT, "SELECT count(*) FROM j_fork") \
	STATEMENT(FORKS, "SELECT d.id, min(f.seq), count(*) FROM j_fork f JOIN j_device d ON d.no = f.device GROUP BY d.id ORDER BY d.id") \
	STATEMENT(TREE, \
		"SELECT r.id, r.tbl, r.parent, r.voided, h.section, v.body, r.root FROM j_record r " \
		"LEFT JOIN j_head h ON h.record = r.id AND h.shown = 1 LEFT JOIN j_version v ON v.no = h.version " \
		"WHERE r.root = ? ORDER BY r.born_gen, r.born_device, r.born_seq, r.id") \
	STATEMENT(DRAFT_PUT, \
		"INSERT INTO j_draft (record, section, tbl, parent, root, seen, body, wall) VALUES (?, ?, ?, ?, ?, ?, ?, ?) " \
		"ON CONFLICT (record, section) DO UPDATE SET body = excluded.body, wall = excluded.wall") \
	STATEMENT(DRAFT_GET, "SELECT seen, body, parent, tbl FROM j_draft WHERE record = ? AND section = ?") \
	STATEMENT(DRAFT_ROOT, "UPDATE j_draft SET root = ?2 WHERE root = ?1 AND (record = ?3 OR parent = ?3)") \
	STATEMENT(DRAFT_DROP, "DELETE FROM j_draft WHERE record = ? AND section = ?") \
	STATEMENT(DRAFTS_OF_ROOT, "SELECT record, section, tbl, parent, body, wall FROM j_draft WHERE root = ? ORDER BY wall, record, section") \
	STATEMENT(DRAFTS, "SELECT record, section, tbl, root, wall FROM j_draft ORDER BY root, wall, record, section") \
	STATEMENT(FORM_KEEP, "INSERT INTO j_form (hash, version, survey, choices, settings) VALUES (?, ?, ?, ?, ?)") \
	STATEMENT(FORM_KEPT, "SELECT no FROM j_form WHERE hash = ?") \
	STATEMENT(FORM_OF_VERSION, \
		"SELECT survey, choices, settings FROM j_form WHERE version = ?1 AND (SELECT count(*) FROM j_form WHERE version = ?1) = 1") \
	STATEMENT(FORM_NAMESAKES, "SELECT count(*) FROM j_form WHERE version = ? AND hash <> ?") \
	STATEMENT(FORMS_KEPT, "SELECT coalesce(sum(length(survey) + length(choices) + length(settings)), 0) FROM j_form") \
	STATEMENT(STALE_ADD, "INSERT OR IGNORE INTO j_stale (root) VALUES (?)") \
	STATEMENT(STALE_DROP, "DELETE FROM j_stale WHERE root = ?") \
	STATEMENT(STALE_COUNT, "SELECT count(*) FROM j_stale") \
	STATEMENT(STALE_NEXT, "SELECT root FROM j_stale ORDER BY turn LIMIT 1") \
	STATEMENT(STALE_ALL, "INSERT OR IGNORE INTO j_stale (root) SELECT id FROM j_record WHERE id = root") \
	STATEMENT(STALE_SHARING, \
		"INSERT OR IGNORE INTO j_stale (root, turn) SELECT o.root, 1 FROM (SELECT m.key FROM j_unique m WHERE m.root = ?1 AND " \
		"(SELECT count(*) FROM (SELECT DISTINCT b.root FROM j_unique b WHERE b.key = m.key AND b.record < m.record LIMIT ?2)) < ?2) k " \
		"JOIN j_unique o ON o.key = k.key WHERE o.root <> ?1")

#define STATEMENT_LIST STATEMENTS_OF_JOURNAL STATEMENTS_OF_LISTS STATEMENTS_OF_EXCHANGE

enum statement {
#define STATEMENT(name, sql) name,
	STATEMENT_LIST
#undef STATEMENT
	STATEMENTS
};

#endif
