-- A language whose translation nobody has checked is no draft: drafts are what
-- organisers work on.
ALTER TABLE events RENAME COLUMN drafts TO unchecked;

-- The order of the forms in the definition. Those of before have that of their
-- oldest versions.
ALTER TABLE forms ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

UPDATE forms SET position = (SELECT COUNT(DISTINCT other.key) FROM forms AS other
  WHERE other.event_id = forms.event_id AND other.id <=
    (SELECT MIN(own.id) FROM forms AS own WHERE own.event_id = forms.event_id AND own.key = forms.key));
