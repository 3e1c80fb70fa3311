-- What a moderator's last decisions replaced, so that they can be taken back:
-- whose they are, as a name that a page makes up, and what the comment was before.
ALTER TABLE comments ADD COLUMN hand TEXT;
ALTER TABLE comments ADD COLUMN replaced TEXT;
