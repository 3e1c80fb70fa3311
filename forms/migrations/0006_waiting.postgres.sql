-- The rows that wait to be shown, few of each session that is open: an answer
-- must cost the same however many there are. 2 and 3 are the marks of such rows.
CREATE INDEX responses_waiting ON responses (session_id, mark) WHERE mark BETWEEN 2 AND 3;

CREATE INDEX comments_waiting ON comments (session_id, mark) WHERE mark BETWEEN 2 AND 3;
