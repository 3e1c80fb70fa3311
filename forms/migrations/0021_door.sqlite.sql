-- Whether phones can follow what the stage shows, and when the group of a session
-- meets next.
ALTER TABLE events ADD COLUMN mirror TEXT NOT NULL DEFAULT '' CHECK (mirror IN ('', 'none'));
ALTER TABLE sessions ADD COLUMN next_meeting DATETIME NOT NULL DEFAULT '0001-01-01 00:00:00+00:00';
