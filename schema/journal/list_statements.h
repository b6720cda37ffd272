#ifndef JOURNAL_LIST_STATEMENTS_H
#define JOURNAL_LIST_STATEMENTS_H

/* The statements of the store's lists: households, shared keys, findings. See statements.h. */
#define FOUND_COLUMNS \
	"SELECT y.root, f.record, f.what, f.state, f.others, y.area, y.place, y.title FROM j_found f JOIN j_summary y ON y.root = f.root " \
	"WHERE y.voided = 0 AND substr(y.area, 1, length(?1)) = ?1 AND "
#define FOUND_ORDER "ORDER BY y.area, y.place, y.title, y.root, f.place"

#define SUMMARY_COLUMNS \
	"SELECT root, title, place, search, class, amount, members, missing, visited, done, area, errors, warnings, due_on, due_step, state, decided, factors, granted, offered, warned, lacking "

#define STATEMENTS_OF_LISTS \
	STATEMENT(SUMMARY_PUT, \
		"INSERT OR REPLACE INTO j_summary (root, title, place, area, voided, search, class, amount, members, missing, visited, " \
		"done, errors, warnings, policy, due_on, due_step, state, decided, factors, granted, offered, warned, lacking) " \
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)") \
	STATEMENT(SUMMARY_DROP, "DELETE FROM j_summary WHERE root = ?") \
	STATEMENT(SUMMARIES, \
		SUMMARY_COLUMNS "FROM j_summary " \
		"WHERE voided = 0 AND substr(area, 1, length(?1)) = ?1 ORDER BY area, place, title, root") \
	STATEMENT(UNIQUE_ADD, "INSERT OR REPLACE INTO j_unique (key, record, root, what, difference) VALUES (?, ?, ?, ?, ?)") \
	STATEMENT(UNIQUE_DROP, "DELETE FROM j_unique WHERE root = ?") \
	STATEMENT(UNIQUE_OF, "SELECT key, record, what, difference FROM j_unique WHERE root = ? ORDER BY key, record") \
	STATEMENT(UNIQUE_MEETS, \
		"SELECT max(root), record FROM (SELECT root, record FROM j_unique WHERE key = ?1 AND root <> ?2 AND (?3 = 0 OR difference <> ?3) " \
		"UNION ALL SELECT zeroblob(16), t.other FROM j_told t WHERE t.record = ?4 AND t.name = ?5 AND t.key = ?1 " \
		"AND NOT EXISTS (SELECT 1 FROM j_record r WHERE r.id = t.other)) GROUP BY record ORDER BY record LIMIT ?6") \
	STATEMENT(UNIQUE_KEY, "SELECT key, difference FROM j_unique WHERE root = ? AND record = ? AND what = ?") \
	STATEMENT(FOUND_ADD, "INSERT INTO j_found (root, place, record, what, state, others) VALUES (?, ?, ?, ?, ?, ?)") \
	STATEMENT(FOUND_DROP, "DELETE FROM j_found WHERE root = ?") \
	STATEMENT(FOUND_OF, "SELECT record, what, state, others FROM j_found WHERE root = ? ORDER BY place") \
	STATEMENT(FOUND_ALL, FOUND_COLUMNS "1 " FOUND_ORDER) \
	STATEMENT(FOUND_BETWEEN, FOUND_COLUMNS "f.root BETWEEN ?2 AND ?3 " FOUND_ORDER) \
	STATEMENT(FOUND_SHARED, FOUND_COLUMNS "f.others > 0 " FOUND_ORDER) \
	STATEMENT(TOLD_CLEAR, "DELETE FROM j_told") \
	STATEMENT(TOLD_ADD, "INSERT OR REPLACE INTO j_told (record, name, other, key, detail) VALUES (?, ?, ?, ?, ?)") \
	STATEMENT(TOLD_STALE, \
		"INSERT OR IGNORE INTO j_stale (root) SELECT DISTINCT r.root FROM j_told t JOIN j_record r ON r.id = t.record") \
	STATEMENT(TOLD, \
		"SELECT r.root, t.record, t.name, t.detail, EXISTS (SELECT 1 FROM j_unique u WHERE u.key = t.key AND u.record = t.record) " \
		"FROM (SELECT record, name, key, min(detail) AS detail FROM j_told GROUP BY record, name) t JOIN j_record r ON r.id = t.record " \
		"WHERE r.voided = 0 ORDER BY r.root, t.record, t.name") \
	STATEMENT(UNIQUE_SHARED, \
		"SELECT u.what, u.key, u.root, u.record FROM j_unique u JOIN (SELECT key FROM j_unique GROUP BY key HAVING min(root) < max(root) " \
		"AND (max(difference) = 0 AND min(difference) = 0 OR min(difference) < max(difference))) g ON g.key = u.key " \
		"ORDER BY u.key, u.root, u.record") \
	STATEMENT(SUMMARY_CLASSES, "SELECT class, count(*) FROM j_summary WHERE voided = 0 GROUP BY class ORDER BY class") \
	STATEMENT(SUMMARY_GET, \
		SUMMARY_COLUMNS "FROM j_summary WHERE root = ?") \
	STATEMENT(SUMMARIES_DUE, \
		SUMMARY_COLUMNS "FROM j_summary WHERE voided = 0 AND due_on <> '' AND due_on <= ?2 AND substr(area, 1, length(?1)) = ?1 " \
		"ORDER BY due_on, area, place, title, root")

#endif
