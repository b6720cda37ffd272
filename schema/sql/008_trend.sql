-- Early warnings of the policy, and what no measure answers: names of its rows, blanks between.
ALTER TABLE j_summary ADD COLUMN warned TEXT NOT NULL DEFAULT '';
ALTER TABLE j_summary ADD COLUMN lacking TEXT NOT NULL DEFAULT '';
INSERT OR IGNORE INTO j_stale (root) SELECT root FROM j_summary;
