-- Files that do not tell. Of the rest of this step see bring_files.go: hashes of
-- codes become slow ones, and ids are never given twice.
CREATE TABLE pass_salts (
  event_id INTEGER PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
  salt     BLOB NOT NULL
);

-- A session has a row for every pass of its event from the first use on, all in
-- the order of the hashes, so that no place tells when a pass was used.
ALTER TABLE spent_passes ADD COLUMN used BOOLEAN NOT NULL DEFAULT TRUE;

-- The ids of withdrawn responses, for as long as a phone may send them again.
CREATE TABLE withdrawn (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  id         BLOB NOT NULL,
  day        TEXT NOT NULL,
  PRIMARY KEY (session_id, id)
) WITHOUT ROWID;
