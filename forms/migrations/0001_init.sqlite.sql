CREATE TABLE events (
  id            INTEGER PRIMARY KEY,
  code          TEXT    NOT NULL UNIQUE,
  key           TEXT    NOT NULL UNIQUE,
  title         TEXT    NOT NULL,
  place         TEXT,
  hosts         TEXT,
  starts        DATETIME NOT NULL,
  ends          DATETIME NOT NULL,
  zone          TEXT    NOT NULL,
  languages     TEXT    NOT NULL,
  drafts        TEXT,
  min_group     INTEGER NOT NULL CHECK (min_group >= 1),
  headcount     INTEGER NOT NULL,
  retention     INTEGER NOT NULL CHECK (retention >= 1),
  passes        BOOLEAN NOT NULL,
  contacts      TEXT,
  accent        TEXT    NOT NULL,
  series        TEXT    NOT NULL,
  note          TEXT,
  simulated     BOOLEAN NOT NULL,
  rehearsal_key TEXT    NOT NULL
);

CREATE TABLE forms (
  id        INTEGER PRIMARY KEY,
  event_id  INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  key       TEXT    NOT NULL,
  version   INTEGER NOT NULL,
  title     TEXT    NOT NULL,
  intro     TEXT,
  questions TEXT    NOT NULL,
  UNIQUE (event_id, key, version)
);

CREATE TABLE sessions (
  id        INTEGER PRIMARY KEY,
  event_id  INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  form_id   INTEGER NOT NULL REFERENCES forms (id),
  code      TEXT    NOT NULL UNIQUE,
  key       TEXT    NOT NULL,
  kind      TEXT    NOT NULL,
  title     TEXT    NOT NULL,
  room      TEXT    NOT NULL,
  starts    DATETIME NOT NULL,
  ends      DATETIME NOT NULL,
  headcount INTEGER NOT NULL,
  position  INTEGER NOT NULL,
  options   TEXT,
  UNIQUE (event_id, key)
);

CREATE INDEX sessions_form ON sessions (form_id);

-- One row per session: its state, its turnout and what of its tally is held
-- back or shown. Intake locks these rows first, which orders the batches and
-- makes closing exact.
CREATE TABLE turnouts (
  session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  state      TEXT    NOT NULL CHECK (state IN ('planned', 'open', 'closed')),
  n          INTEGER NOT NULL CHECK (n >= 0),
  simulated  INTEGER NOT NULL CHECK (simulated >= 0),
  revision   INTEGER NOT NULL,
  held_no    INTEGER NOT NULL,
  held       TEXT,
  gap        INTEGER NOT NULL CHECK (gap >= 0),
  pending    INTEGER NOT NULL CHECK (pending >= 0),
  release_no INTEGER NOT NULL,
  released   TEXT,
  loose_no   INTEGER NOT NULL,
  expired    BOOLEAN NOT NULL,
  pool_no    INTEGER NOT NULL,
  pooled     TEXT,
  closes     DATETIME
);

-- Without a rowid, rows lie in the order of their random keys, so the order of
-- arrival is not kept. No address, agent, language or time of day is stored.
CREATE TABLE responses (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  id         BLOB    NOT NULL,
  day        TEXT    NOT NULL,
  held_no    INTEGER NOT NULL,
  simulated  BOOLEAN NOT NULL,
  answers    TEXT    NOT NULL,
  PRIMARY KEY (session_id, id)
) WITHOUT ROWID;

CREATE TABLE comments (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  id         BLOB    NOT NULL,
  item       TEXT    NOT NULL,
  held_no    INTEGER NOT NULL,
  simulated  BOOLEAN NOT NULL,
  body       TEXT    NOT NULL,
  status     TEXT    NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'hidden')),
  starred    BOOLEAN NOT NULL DEFAULT FALSE,
  tags       TEXT,
  edited     TEXT,
  PRIMARY KEY (session_id, id)
) WITHOUT ROWID;

CREATE TABLE tallies (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  item       TEXT    NOT NULL,
  option     TEXT    NOT NULL,
  n          INTEGER NOT NULL,
  PRIMARY KEY (session_id, item, option)
) WITHOUT ROWID;

-- The sessions of a form that ended below the event's minimum group, counted
-- together in the event's totals.
CREATE TABLE pools (
  form_id INTEGER PRIMARY KEY REFERENCES forms (id) ON DELETE CASCADE,
  tally   TEXT    NOT NULL
);

-- How the groups that one question makes answered the rest of their form:
-- taken once, and only what may be shown.
CREATE TABLE breakdowns (
  form_id INTEGER PRIMARY KEY REFERENCES forms (id) ON DELETE CASCADE,
  item    TEXT    NOT NULL,
  groups  TEXT    NOT NULL
);

-- One-time codes as hashes. Neither table has a time, an order or a key in
-- common with responses.
CREATE TABLE passes (
  event_id INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  hash     BLOB NOT NULL,
  PRIMARY KEY (event_id, hash)
) WITHOUT ROWID;

CREATE TABLE spent_passes (
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  hash       BLOB NOT NULL,
  PRIMARY KEY (session_id, hash)
) WITHOUT ROWID;

-- People who sign up for the group of a session. Nothing here is in common with
-- an answer but the event, and there is neither a time nor an order.
CREATE TABLE contacts (
  event_id INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  id       BLOB    NOT NULL,
  name     TEXT    NOT NULL,
  email    TEXT    NOT NULL,
  sessions TEXT    NOT NULL,
  PRIMARY KEY (event_id, id)
) WITHOUT ROWID;

CREATE TABLE accounts (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  hash TEXT NOT NULL
);

-- Links by which somebody without an account moderates some sessions. The hash
-- is the SHA-256 of the last token, which one device can use.
CREATE TABLE links (
  id       INTEGER PRIMARY KEY,
  event_id INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  hash     BLOB NOT NULL UNIQUE,
  used     BOOLEAN NOT NULL,
  label    TEXT NOT NULL,
  created  DATETIME NOT NULL
);

CREATE INDEX links_event ON links (event_id);

CREATE TABLE link_sessions (
  link_id    INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  PRIMARY KEY (link_id, session_id)
) WITHOUT ROWID;

CREATE TABLE sign_ins (
  id         BLOB     PRIMARY KEY NOT NULL,
  account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
  link_id    INTEGER REFERENCES links (id) ON DELETE CASCADE,
  started    DATETIME NOT NULL,
  seen       DATETIME NOT NULL
) WITHOUT ROWID;

CREATE INDEX sign_ins_account ON sign_ins (account_id);

CREATE INDEX sign_ins_link ON sign_ins (link_id);

-- Who took data out of the service, and when.
CREATE TABLE audit (
  id       INTEGER PRIMARY KEY,
  at       DATETIME NOT NULL,
  account  TEXT    NOT NULL,
  action   TEXT    NOT NULL,
  event_id INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE
);

CREATE INDEX audit_event ON audit (event_id);

-- What the stage shows of a session or, where no session is named, of the event
-- as a whole. The one before the last change is kept to be brought back.
CREATE TABLE stages (
  event_id   INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  session_id INTEGER REFERENCES sessions (id) ON DELETE CASCADE,
  revision   INTEGER NOT NULL,
  changed    DATETIME NOT NULL,
  shown      TEXT    NOT NULL,
  previous   TEXT
);

CREATE UNIQUE INDEX stages_of ON stages (event_id, COALESCE(session_id, 0));
