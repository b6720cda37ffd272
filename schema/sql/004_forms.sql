-- Every form that was ever in force here, as its sheets: versions are read with the one they were captured under.
CREATE TABLE j_form (
	no INTEGER PRIMARY KEY,     -- order in which they came into force here
	hash BLOB NOT NULL UNIQUE,
	version INTEGER NOT NULL,   -- the number that versions name
	survey BLOB NOT NULL, choices BLOB NOT NULL, settings BLOB NOT NULL
) STRICT;
CREATE INDEX j_form_version ON j_form (version);
