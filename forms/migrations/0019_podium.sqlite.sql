-- Whether a session takes questions to its podium, how they are shown, and which
-- of them is being answered.
CREATE TABLE podiums (
  session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  mode       TEXT NOT NULL CHECK (mode IN ('', 'moderated', 'at_once')),
  current    BLOB
);

-- Questions to a podium lie in the order of random keys, without a time.
CREATE TABLE podium_questions (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  id         BLOB    NOT NULL,
  day        TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  status     TEXT    NOT NULL CHECK (status IN ('pending', 'approved', 'answered', 'hidden')),
  votes      INTEGER NOT NULL CHECK (votes >= 0),
  PRIMARY KEY (session_id, id)
) WITHOUT ROWID;

-- A vote for a question. Its key joins it to no other vote of the same phone.
CREATE TABLE podium_votes (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  question   BLOB    NOT NULL,
  id         BLOB    NOT NULL,
  PRIMARY KEY (session_id, question, id)
) WITHOUT ROWID;
