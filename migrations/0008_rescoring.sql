-- Closed sessions scored again: rules that one person proposes and another one publishes, and what they made of each
-- attempt. Final records stay as they are; the newest published revision stands beside them.
CREATE TABLE rescoring (
    session_id   TEXT   NOT NULL REFERENCES session (id),
    -- 1, 2, 3 … of the session
    number       BIGINT NOT NULL,
    -- proposed, published, withdrawn
    status       TEXT   NOT NULL,
    -- the published revision that it was compared with; 0: the final records
    base         BIGINT NOT NULL,
    proposed_by  TEXT   NOT NULL,
    proposed_ms  BIGINT NOT NULL,
    reason       TEXT   NOT NULL,
    -- of the publishing or withdrawing
    settled_by   TEXT   NOT NULL,
    settled_ms   BIGINT NOT NULL,
    note         TEXT   NOT NULL,
    -- SHA-256 over rules and outcomes, hexadecimal
    hash         TEXT   NOT NULL,
    -- the rules: a versioned JSON record
    record       TEXT   NOT NULL,
    PRIMARY KEY (session_id, number)
);

CREATE TABLE rescored (
    session_id TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    attempt_id TEXT   NOT NULL,
    -- number of events behind the final record that it speaks of
    seq        BIGINT NOT NULL,
    -- the outcome: a versioned JSON record
    record     TEXT   NOT NULL,
    PRIMARY KEY (session_id, number, attempt_id)
);
CREATE INDEX rescored_by_attempt ON rescored (attempt_id, number);
