-- What is known of a session's forms together: a versioned JSON record, written when the session opens. Sessions that
-- opened before have none.
ALTER TABLE session ADD COLUMN fairness TEXT;
