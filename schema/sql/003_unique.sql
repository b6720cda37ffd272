-- Keys of unique checks (checks.csv), one row a record and check: which records of which files share one. Derived.
CREATE TABLE j_unique (
	key BLOB NOT NULL,          -- hash over check, village if it matters, and key
	record BLOB NOT NULL,
	root BLOB NOT NULL,
	what INTEGER NOT NULL,      -- check_number()
	difference INTEGER NOT NULL, -- records with one key are a finding when these differ; 0: always
	PRIMARY KEY (key, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX j_unique_root ON j_unique (root);
