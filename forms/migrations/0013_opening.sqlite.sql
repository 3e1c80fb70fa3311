-- A session may open and close by itself: from some minutes before its start
-- until some minutes after its end, or as soon as it is published.
ALTER TABLE sessions ADD COLUMN opens TEXT NOT NULL DEFAULT '' CHECK (opens IN ('', 'schedule', 'always'));
ALTER TABLE sessions ADD COLUMN opens_before INTEGER NOT NULL DEFAULT 0 CHECK (opens_before >= 0);
ALTER TABLE sessions ADD COLUMN closes_after INTEGER NOT NULL DEFAULT 0 CHECK (closes_after >= 0);
CREATE INDEX sessions_by_opening ON sessions (opens) WHERE opens <> '';
