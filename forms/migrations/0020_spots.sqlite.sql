-- A question on the spot is a session of its own, asked within another one, with a
-- form of one question. The programme does not list it.
ALTER TABLE sessions ADD COLUMN parent_id INTEGER REFERENCES sessions (id) ON DELETE CASCADE;
CREATE INDEX sessions_by_parent ON sessions (parent_id) WHERE parent_id IS NOT NULL;

-- Questions that moderators have prepared, to ask them on the spot.
CREATE TABLE prepared_questions (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  question TEXT    NOT NULL
);
CREATE INDEX prepared_questions_by_event ON prepared_questions (event_id);
