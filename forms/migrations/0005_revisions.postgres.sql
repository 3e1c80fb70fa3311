-- Grows with every change to the event, its sessions or its forms, so that what a
-- process holds of them in memory is known to be of yesterday.
ALTER TABLE events ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
