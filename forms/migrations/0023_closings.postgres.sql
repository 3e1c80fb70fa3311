-- The closing round of an event, as moderators have composed it: names of statements and
-- of comments with wordings, no figures and no comments.
CREATE TABLE closings (
  event_id BIGINT PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
  revision BIGINT NOT NULL,
  slides TEXT NOT NULL
);
