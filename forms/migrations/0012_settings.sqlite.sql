-- What organisers have set for the whole service, by the name of the flag that
-- would set it as well. What is not here has its default.
CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
