-- Truth: what was captured or received. Versions are never changed or deleted (whether one is in force is derived).

-- Texts that repeat in every version: table and section names, cadres.
CREATE TABLE j_word (no INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

-- Devices met, with what is known of them. A laptop knows itself and the county.
CREATE TABLE j_device (
	no INTEGER PRIMARY KEY,
	id BLOB NOT NULL UNIQUE,
	certificate BLOB,           -- chain as received, verified before it is stored
	role INTEGER,               -- enum role; NULL while no certificate is known
	areas TEXT,                 -- area codes the device may write, separated by blanks
	cadre TEXT,
	revoked_after INTEGER,      -- versions with a greater seq are not in force; NULL: not revoked
	written_off INTEGER NOT NULL DEFAULT 0, -- gaps up to this seq are no longer asked for
	dense INTEGER NOT NULL DEFAULT 0,       -- all seqs up to this one are held, and
	chain BLOB,                             -- the hash over their versions (PROTOCOL.md, chain)
	joined INTEGER NOT NULL DEFAULT 0,      -- number of the last version that its invitation carried
	state INTEGER NOT NULL DEFAULT 0        -- 1: a person must decide (invitation used twice)
) STRICT;

-- One row a version. record, parent and hash are the bytes of the version; replaces and body as in PROTOCOL.md.
CREATE TABLE j_version (
	no INTEGER PRIMARY KEY,     -- order of arrival here
	device INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	hash BLOB NOT NULL,
	record BLOB NOT NULL,
	parent BLOB NOT NULL,
	tbl INTEGER NOT NULL,
	section INTEGER NOT NULL,
	gen INTEGER NOT NULL,
	wall INTEGER NOT NULL,
	cadre INTEGER NOT NULL,
	form INTEGER NOT NULL,
	replaces BLOB NOT NULL,
	body BLOB NOT NULL,
	state INTEGER NOT NULL      -- derived: 0 in force, else the reason (enum force)
) STRICT;
CREATE UNIQUE INDEX j_version_id ON j_version (device, seq, hash);
CREATE INDEX j_version_place ON j_version (record, section);

-- Answers typed and not yet a version: one row a section being edited. seen are the heads its author looks at.
CREATE TABLE j_draft (
	record BLOB NOT NULL,
	section INTEGER NOT NULL,
	tbl INTEGER NOT NULL,
	parent BLOB NOT NULL,
	root BLOB NOT NULL,
	seen BLOB NOT NULL,
	body BLOB NOT NULL,
	wall INTEGER NOT NULL,
	PRIMARY KEY (record, section)
) STRICT, WITHOUT ROWID;
CREATE INDEX j_draft_root ON j_draft (root);

-- Invitations given out. The first device that uses one is its own; a second is held until a person decides.
CREATE TABLE j_invitation (
	serial INTEGER PRIMARY KEY,
	cadre TEXT NOT NULL, village TEXT NOT NULL, area TEXT NOT NULL, role INTEGER NOT NULL,
	made INTEGER NOT NULL,
	joined INTEGER NOT NULL,    -- number of the last version that the roster inside held
	device BLOB
) STRICT;

-- Batches made here, kept byte for byte until a receipt names their versions.
CREATE TABLE j_batch (
	no INTEGER PRIMARY KEY,
	first_seq INTEGER NOT NULL,
	last_seq INTEGER NOT NULL,
	chain BLOB NOT NULL,        -- hash over all version hashes up to last_seq
	epoch INTEGER NOT NULL,
	file BLOB,                  -- NULL once acknowledged
	made INTEGER NOT NULL,
	households INTEGER NOT NULL,
	acked INTEGER               -- wall time of the receipt
) STRICT;

-- Files taken in, by content: the same file again is known without opening it.
CREATE TABLE j_taken (
	hash BLOB PRIMARY KEY, device INTEGER, wall INTEGER NOT NULL, versions INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was exchanged when, for the log that people read.
CREATE TABLE j_exchange (
	no INTEGER PRIMARY KEY,
	wall INTEGER NOT NULL,
	carrier TEXT NOT NULL,
	sent INTEGER NOT NULL, received INTEGER NOT NULL, bytes INTEGER NOT NULL,
	note TEXT NOT NULL
) STRICT;

-- Keys, names, counters.
CREATE TABLE j_setting (name TEXT PRIMARY KEY, value BLOB) STRICT, WITHOUT ROWID;

-- Sheets in force: survey.csv, choices.csv, policy.csv, ...
CREATE TABLE j_sheet (
	name TEXT PRIMARY KEY, epoch INTEGER NOT NULL, version INTEGER NOT NULL, data BLOB NOT NULL
) STRICT, WITHOUT ROWID;
