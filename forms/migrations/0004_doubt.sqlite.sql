-- Why nothing more of a session is shown until somebody has looked at it, and
-- how many answers it had when somebody last found it right.
ALTER TABLE turnouts ADD COLUMN doubt TEXT NOT NULL DEFAULT '' CHECK (doubt IN ('', 'connection', 'pace', 'crowd'));

ALTER TABLE turnouts ADD COLUMN trusted INTEGER NOT NULL DEFAULT 0 CHECK (trusted >= 0);
