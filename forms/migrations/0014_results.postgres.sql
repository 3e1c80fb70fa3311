-- Participants may see the results of a session once it is closed.
ALTER TABLE events ADD COLUMN results TEXT NOT NULL DEFAULT '' CHECK (results IN ('', 'closed'));
