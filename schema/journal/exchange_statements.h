#ifndef JOURNAL_EXCHANGE_STATEMENTS_H
#define JOURNAL_EXCHANGE_STATEMENTS_H

/* The statements of exchange.c and of the store: settings, sheets, invitations, batches. See statements.h. */
#define STATEMENTS_OF_EXCHANGE \
	STATEMENT(SETTING_GET, "SELECT value FROM j_setting WHERE name = ?") \
	STATEMENT(SETTING_PUT, "INSERT OR REPLACE INTO j_setting (name, value) VALUES (?, ?)") \
	STATEMENT(SETTING_DROP, "DELETE FROM j_setting WHERE name = ?") \
	STATEMENT(SHEET_GET, "SELECT data FROM j_sheet WHERE name = ?") \
	STATEMENT(SHEET_VERSION, "SELECT version FROM j_sheet WHERE name = ?") \
	STATEMENT(SHEET_NEWER, "SELECT 1 FROM j_sheet WHERE name = ? AND (epoch, version) >= (?, ?)") \
	STATEMENT(SHEET_PUT, "INSERT OR REPLACE INTO j_sheet (name, epoch, version, data) VALUES (?, ?, ?, ?)") \
	STATEMENT(INVITATION_ADD, \
		"INSERT INTO j_invitation (serial, cadre, village, area, role, made, joined) VALUES (?, ?, ?, ?, ?, ?, ?)") \
	STATEMENT(INVITATION_LAST, "SELECT max(serial) FROM j_invitation") \
	STATEMENT(INVITATION_GET, "SELECT cadre, village, area, role, device, joined FROM j_invitation WHERE serial = ?") \
	STATEMENT(INVITATION_USE, "UPDATE j_invitation SET device = ?2 WHERE serial = ?1 AND device IS NULL") \
	STATEMENT(INVITATIONS, \
		"SELECT serial, cadre, village, area, role, device, joined FROM j_invitation ORDER BY serial") \
	STATEMENT(INVITATION_VILLAGE, "SELECT village FROM j_invitation WHERE area = ? ORDER BY serial LIMIT 1") \
	STATEMENT(DEVICE_CHAIN, "SELECT dense, chain, joined FROM j_device WHERE id = ?") \
	STATEMENT(DEVICE_CHAIN_SET, "UPDATE j_device SET dense = ?2, chain = ?3 WHERE id = ?1") \
	STATEMENT(DEVICE_JOINED, "UPDATE j_device SET joined = ?2 WHERE id = ?1") \
	STATEMENT(VERSION_LAST_NO, "SELECT max(no) FROM j_version") \
	STATEMENT(VERSION_COUNT, "SELECT count(*) FROM j_version") \
	STATEMENT(VERSIONS_FOR_AREA, \
		"SELECT " VERSION_COLUMNS " " VERSION_JOIN "JOIN j_record r ON r.id = v.record JOIN j_summary y ON y.root = r.root " \
		"WHERE v.no > ?1 AND v.state = 0 AND d.id <> ?2 AND substr(y.area, 1, length(?3)) = ?3 ORDER BY v.no") \
	STATEMENT(BATCH_ADD, \
		"INSERT INTO j_batch (no, first_seq, last_seq, chain, epoch, file, made, households) VALUES (?, ?, ?, ?, ?, ?, ?, ?)") \
	STATEMENT(BATCH_LAST, "SELECT (SELECT max(no) FROM j_batch), last_seq, chain FROM j_batch ORDER BY last_seq DESC, no DESC LIMIT 1") \
	STATEMENT(BATCHES, "SELECT no, first_seq, last_seq, file, epoch, acked FROM j_batch ORDER BY no") \
	STATEMENT(BATCH_ACK, "UPDATE j_batch SET acked = ?2, file = NULL WHERE no = ?1") \
	STATEMENT(BATCH_UNACK, "UPDATE j_batch SET acked = NULL WHERE last_seq > ? AND first_seq > 0") \
	STATEMENT(BATCH_RESEAL, "UPDATE j_batch SET no = ?2, file = ?3, epoch = ?4, acked = NULL WHERE no = ?1") \
	STATEMENT(ROOTS_SINCE, \
		"SELECT count(DISTINCT r.root) FROM j_version v JOIN j_record r ON r.id = v.record WHERE v.device = ? AND v.seq > ?") \
	STATEMENT(TAKEN_GET, "SELECT versions FROM j_taken WHERE hash = ?") \
	STATEMENT(TAKEN_ADD, "INSERT OR IGNORE INTO j_taken (hash, device, wall, versions) VALUES (?, ?, ?, ?)") \
	STATEMENT(EXCHANGE_ADD, "INSERT INTO j_exchange (wall, carrier, sent, received, bytes, note) VALUES (?, ?, ?, ?, ?, ?)") \
	STATEMENT(EXCHANGES, "SELECT wall, carrier, sent, received, bytes, note FROM j_exchange ORDER BY no DESC LIMIT ?")

#endif
