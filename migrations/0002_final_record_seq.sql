-- Number of events behind a final record. A later one may replace an earlier one: answers of an emergency file come
-- after the deadline.
ALTER TABLE final_record ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
