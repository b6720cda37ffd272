-- The next deadline of the procedure, as the form works it out, and the step it is for.
ALTER TABLE j_summary ADD COLUMN due_on TEXT NOT NULL DEFAULT '';   -- a day, '' when nothing is due
ALTER TABLE j_summary ADD COLUMN due_step TEXT NOT NULL DEFAULT '';
CREATE INDEX j_summary_due ON j_summary (due_on) WHERE due_on <> '';
INSERT OR IGNORE INTO j_stale (root) SELECT root FROM j_summary;
