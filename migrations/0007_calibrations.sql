-- What answers taught about the items of a bank: a versioned JSON record named by its content. One person proposes it,
-- another one accepts it; of a bank the one accepted last counts. No reference to the bank, which has many versions.
CREATE TABLE calibration (
    id           TEXT   NOT NULL PRIMARY KEY,
    bank_id      TEXT   NOT NULL,
    -- proposed, accepted, withdrawn
    status       TEXT   NOT NULL,
    proposed_by  TEXT   NOT NULL,
    proposed_ms  BIGINT NOT NULL,
    -- of the last change of status
    changed_by   TEXT   NOT NULL,
    changed_ms   BIGINT NOT NULL,
    -- why it was withdrawn
    reason       TEXT   NOT NULL,
    items        BIGINT NOT NULL,
    persons      BIGINT NOT NULL,
    record       TEXT   NOT NULL
);
CREATE INDEX calibration_by_bank ON calibration (bank_id, proposed_ms);

-- The one that was in use when the session opened, for its forms and for its scores; sessions without are uncalibrated.
ALTER TABLE session ADD COLUMN calibration TEXT;
