-- That somebody has tried a form on their phone: the ids of receipts, and no
-- answers. Nothing counts them, and they are gone after a day.
CREATE TABLE trials (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  id         BLOB NOT NULL,
  day        TEXT NOT NULL,
  PRIMARY KEY (session_id, id)
) WITHOUT ROWID;
