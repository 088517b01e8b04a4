-- The calibration at work, or the last one: one row, so that every node can tell how it stands and ask it to end. A job
-- whose node is silent is over. No record: what comes of it is in `calibration`.
CREATE TABLE calibration_job (
    -- always 1: there is one at a time
    place        BIGINT  NOT NULL PRIMARY KEY,
    id           TEXT    NOT NULL,
    bank_id      TEXT    NOT NULL,
    started_by   TEXT    NOT NULL,
    started_ms   BIGINT  NOT NULL,
    -- when its node last spoke of it
    heard_ms     BIGINT  NOT NULL,
    ended_ms     BIGINT,
    cancelled    BOOLEAN NOT NULL,
    -- JSON for the browser
    standing     TEXT    NOT NULL
);
