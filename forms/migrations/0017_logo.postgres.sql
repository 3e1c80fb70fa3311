-- The logo of an event: its hash and size with the event, which every page reads, and the
-- picture apart, which is read when a browser asks for it.
ALTER TABLE events ADD COLUMN logo TEXT NOT NULL DEFAULT '';
CREATE TABLE logos (
  event_id BIGINT PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  image BYTEA NOT NULL
);
CREATE INDEX logos_name ON logos (name);
