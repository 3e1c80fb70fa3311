-- The Wi-Fi of an event, for signs and stage: its name, and its password if it
-- has one.
ALTER TABLE events ADD COLUMN wifi TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN wifi_password TEXT NOT NULL DEFAULT '';
