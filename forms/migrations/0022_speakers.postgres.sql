-- A link may be for a speaker, who sees the figures of a session and changes nothing.
ALTER TABLE links ADD COLUMN role TEXT NOT NULL DEFAULT 'moderator' CHECK (role IN ('moderator', 'speaker'));
