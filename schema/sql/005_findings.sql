-- What the checks found at a household, as of when its file was last kept, in the order of its list. Derived.
CREATE TABLE j_found (
	root BLOB NOT NULL,
	place INTEGER NOT NULL,     -- from 0
	record BLOB NOT NULL,
	what INTEGER NOT NULL,      -- number of the check
	state INTEGER NOT NULL,     -- enum found_state
	others INTEGER NOT NULL,    -- records of other files that share the key; 0: found within the file
	PRIMARY KEY (root, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX j_found_shared ON j_found (root) WHERE others > 0;

-- What the county found and told: the whole of it as of the newest pack. No part of the journal and not made again from it.
CREATE TABLE j_told (
	record BLOB NOT NULL,
	name TEXT NOT NULL,         -- of the check
	other BLOB NOT NULL,        -- a record it shares the key with
	key BLOB NOT NULL,          -- as in j_unique: that of the answers it was said of
	detail TEXT NOT NULL,       -- where the other one is
	PRIMARY KEY (record, name, other)
) STRICT, WITHOUT ROWID;

ALTER TABLE j_summary ADD COLUMN errors INTEGER NOT NULL DEFAULT 0;   -- found and still there
ALTER TABLE j_summary ADD COLUMN warnings INTEGER NOT NULL DEFAULT 0; -- found and not kept with a reason

-- Those whose own versions changed come before those that only share a key with one that did: else the members of a group
-- would wake each other again and again.
ALTER TABLE j_stale ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
CREATE INDEX j_stale_turn ON j_stale (turn);
INSERT OR IGNORE INTO j_stale (root) SELECT root FROM j_summary;
