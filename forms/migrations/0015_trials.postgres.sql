-- That somebody has tried a form on their phone: the ids of receipts, and no
-- answers. Nothing counts them, and they are gone after a day.
CREATE TABLE trials (
  session_id BIGINT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  id         BYTEA NOT NULL,
  day        TEXT NOT NULL,
  PRIMARY KEY (session_id, id)
);
