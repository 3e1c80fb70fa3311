-- A link by which the holder of an account chooses a password. The hash is the
-- SHA-256 of its token.
CREATE TABLE password_links (
  account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  hash       BLOB NOT NULL UNIQUE,
  created    DATETIME NOT NULL
);

-- The day of the last sign-in, ISO 8601; empty for never.
ALTER TABLE accounts ADD COLUMN signed_in TEXT NOT NULL DEFAULT '';

-- A note may be about no event, and says what it is about in a column of its own.
CREATE TABLE audit_of_all (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  at       DATETIME NOT NULL,
  account  TEXT    NOT NULL,
  action   TEXT    NOT NULL,
  about    TEXT    NOT NULL,
  event_id INTEGER REFERENCES events (id) ON DELETE CASCADE
);

INSERT INTO audit_of_all (id, at, account, action, about, event_id)
SELECT id, at, account, CASE WHEN action LIKE 'trusted %' THEN 'trusted' ELSE action END,
  CASE WHEN action LIKE 'trusted %' THEN substr(action, 9) ELSE '' END, event_id
FROM audit ORDER BY id;

DROP TABLE audit;

ALTER TABLE audit_of_all RENAME TO audit;

CREATE INDEX audit_event ON audit (event_id);
