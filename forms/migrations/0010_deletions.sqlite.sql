-- Events that somebody has deleted whole: what may be known of them afterwards.
-- Days are ISO 8601.
CREATE TABLE deletions (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  code      TEXT    NOT NULL,
  starts    TEXT    NOT NULL,
  ends      TEXT    NOT NULL,
  deleted   TEXT    NOT NULL,
  sessions  INTEGER NOT NULL,
  responses INTEGER NOT NULL,
  comments  INTEGER NOT NULL,
  contacts  INTEGER NOT NULL
);
