-- What may be shown, made anew: a session's people are shown, held or pending,
-- and so is every row. What was shown before stays as it is, in
-- releases.earlier, until something new is shown.
ALTER TABLE events ADD COLUMN figures TEXT NOT NULL DEFAULT 'steps' CHECK (figures IN ('steps', 'closed'));

ALTER TABLE breakdowns ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;

-- The tally of a session's shown people, and those of its conditional items,
-- which move on by themselves.
CREATE TABLE releases (
  session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  tally      TEXT NOT NULL,
  items      TEXT,
  earlier    TEXT
);

INSERT INTO releases (session_id, tally, earlier)
SELECT session_id, '{"n":0}', CASE WHEN release_no > 0 THEN '{"no":' || release_no || ',"copy":' || released || '}' END
FROM turnouts WHERE release_no > 0 OR pool_no > 0;

-- 0 is shown, 1 is shown and left out of single responses, 2 is pending and 3
-- is held.
ALTER TABLE responses ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;

ALTER TABLE comments ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;

UPDATE responses SET mark = (SELECT CASE
    WHEN release_no > 0 AND responses.held_no <= pool_no THEN 1
    WHEN responses.held_no <= release_no OR responses.held_no <= pool_no THEN 0
    WHEN responses.held_no > turnouts.held_no THEN 2 ELSE 3 END
  FROM turnouts WHERE turnouts.session_id = responses.session_id);

UPDATE comments SET mark = (SELECT CASE
    WHEN comments.held_no <= release_no OR comments.held_no <= pool_no THEN 0
    WHEN comments.held_no > turnouts.held_no THEN 2 ELSE 3 END
  FROM turnouts WHERE turnouts.session_id = comments.session_id);

ALTER TABLE responses DROP COLUMN held_no;

ALTER TABLE comments DROP COLUMN held_no;

ALTER TABLE turnouts ADD COLUMN shown INTEGER NOT NULL DEFAULT 0 CHECK (shown >= 0);

ALTER TABLE turnouts ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn >= 0);

ALTER TABLE turnouts ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0 CHECK (left_out >= 0);

ALTER TABLE turnouts ADD COLUMN vanished INTEGER NOT NULL DEFAULT 0 CHECK (vanished >= 0);

ALTER TABLE turnouts ADD COLUMN arriving INTEGER NOT NULL DEFAULT 2 CHECK (arriving IN (2, 3));

ALTER TABLE turnouts ADD COLUMN named BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE turnouts ADD COLUMN gone INTEGER NOT NULL DEFAULT 0 CHECK (gone >= 0);

ALTER TABLE turnouts ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told >= 0);

UPDATE turnouts SET shown = n - gap - pending, named = release_no > 0,
  left_out = (SELECT COUNT(*) FROM responses WHERE responses.session_id = turnouts.session_id AND mark = 1);

ALTER TABLE turnouts DROP COLUMN held;

ALTER TABLE turnouts ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0);

UPDATE turnouts SET held = gap;

ALTER TABLE turnouts DROP COLUMN gap;

ALTER TABLE turnouts DROP COLUMN held_no;

ALTER TABLE turnouts DROP COLUMN release_no;

ALTER TABLE turnouts DROP COLUMN released;

ALTER TABLE turnouts DROP COLUMN loose_no;

ALTER TABLE turnouts DROP COLUMN pool_no;

ALTER TABLE turnouts DROP COLUMN pooled;
