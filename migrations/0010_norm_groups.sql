-- Norm groups: the scores of people who sat one blueprint, which a result can be set beside. Named by their content.
CREATE TABLE norm_group (
    id               TEXT   NOT NULL PRIMARY KEY,
    blueprint        TEXT   NOT NULL,
    made_by          TEXT   NOT NULL,
    made_ms          BIGINT NOT NULL,
    reason           TEXT   NOT NULL,
    -- empty and 0: in use
    withdrawn_by     TEXT   NOT NULL,
    withdrawn_ms     BIGINT NOT NULL,
    withdrawn_reason TEXT   NOT NULL,
    -- title, sessions, scale and tables of scores: a versioned JSON record
    record           TEXT   NOT NULL
);
CREATE INDEX norm_group_by_blueprint ON norm_group (blueprint, made_ms);
