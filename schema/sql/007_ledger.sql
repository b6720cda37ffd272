-- What the ledger's list shows of a household beside its class and its deadline.
ALTER TABLE j_summary ADD COLUMN state TEXT NOT NULL DEFAULT '';     -- as the form says: decided, removed; '' neither
ALTER TABLE j_summary ADD COLUMN decided TEXT NOT NULL DEFAULT '';   -- class that the county decided
ALTER TABLE j_summary ADD COLUMN factors TEXT NOT NULL DEFAULT '';   -- codes of the factors found, blanks between
ALTER TABLE j_summary ADD COLUMN granted INTEGER NOT NULL DEFAULT 0; -- measures on record
ALTER TABLE j_summary ADD COLUMN offered INTEGER NOT NULL DEFAULT 0; -- measures that the policy offers
INSERT OR IGNORE INTO j_stale (root) SELECT root FROM j_summary;
