-- Everything from here on can be made again from the journal (`rebuild`), and so can the form's tables.

-- Where a record stands. The place named by its least version counts, so that any order of arrival gives the same.
CREATE TABLE j_record (
	id BLOB PRIMARY KEY,
	tbl INTEGER NOT NULL,
	parent BLOB NOT NULL,
	root BLOB NOT NULL,         -- top record, or the highest one known
	born_gen INTEGER NOT NULL, born_device BLOB NOT NULL, born_seq INTEGER NOT NULL, born_hash BLOB NOT NULL,
	voided INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX j_record_root ON j_record (root);
CREATE INDEX j_record_voided ON j_record (root) WHERE voided = 1;

-- Heads: versions in force that no other version in force replaces. One of them is shown.
CREATE TABLE j_head (
	record BLOB NOT NULL,
	section INTEGER NOT NULL,
	version INTEGER NOT NULL,
	shown INTEGER NOT NULL,
	PRIMARY KEY (record, section, version)
) STRICT, WITHOUT ROWID;

-- Sections whose heads differ, and voids that did not see everything.
CREATE TABLE j_conflict (
	record BLOB NOT NULL, section INTEGER NOT NULL, PRIMARY KEY (record, section)
) STRICT, WITHOUT ROWID;

-- Two versions of one (device, seq): a cloned disk or a restored copy.
CREATE TABLE j_fork (device INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (device, seq)) STRICT, WITHOUT ROWID;

-- One line a household for lists: made when its file is assessed.
CREATE TABLE j_summary (
	root BLOB PRIMARY KEY,
	title TEXT NOT NULL,
	place TEXT NOT NULL,
	area TEXT NOT NULL,         -- code of the village
	voided INTEGER NOT NULL,
	search TEXT NOT NULL,
	class TEXT NOT NULL,        -- '' while never assessed
	amount INTEGER,             -- per head, hundredths
	members INTEGER NOT NULL,
	missing INTEGER NOT NULL,
	visited TEXT NOT NULL,      -- day of the last visit, '' when none
	done INTEGER NOT NULL,      -- 1: visited this survey year and nothing required is blank
	policy BLOB NOT NULL        -- hash of the policy that decided
) STRICT, WITHOUT ROWID;

-- Households whose calculates and summary are older than their versions.
CREATE TABLE j_stale (root BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
