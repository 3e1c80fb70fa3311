-- Sign-ups for groups may be kept for longer or shorter than answers: days from
-- the end of the event, 0 for as long.
ALTER TABLE events ADD COLUMN contacts_retention INTEGER NOT NULL DEFAULT 0 CHECK (contacts_retention >= 0);
