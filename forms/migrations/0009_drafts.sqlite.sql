-- What organisers work on: the definition of an event that is, or of one that is
-- to be. The revision is the number of the last step; published is the one that
-- is in force, 0 if none is.
CREATE TABLE drafts (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id  INTEGER UNIQUE REFERENCES events (id) ON DELETE CASCADE,
  revision  INTEGER NOT NULL,
  published INTEGER NOT NULL
);

-- Its parts: the event, each form, question and session, valid or not. Place is
-- the order in the list, which a part's path says, too; the revision of a part is
-- the step that wrote its content.
CREATE TABLE draft_parts (
  draft_id INTEGER NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
  path     TEXT    NOT NULL,
  list     TEXT    NOT NULL,
  place    INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  content  TEXT    NOT NULL,
  PRIMARY KEY (draft_id, path)
);

-- Every change to a part, by which account and when: undo, history and audit.
CREATE TABLE draft_changes (
  draft_id     INTEGER NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
  step         INTEGER NOT NULL,
  n            INTEGER NOT NULL,
  at           DATETIME NOT NULL,
  account      TEXT    NOT NULL,
  cause        TEXT    NOT NULL,
  undoes       INTEGER NOT NULL,
  path         TEXT    NOT NULL,
  action       TEXT    NOT NULL,
  was          TEXT    NOT NULL,
  became       TEXT    NOT NULL,
  was_after    TEXT    NOT NULL,
  became_after TEXT    NOT NULL,
  PRIMARY KEY (draft_id, step, n)
);
