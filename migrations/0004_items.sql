-- Items on their way: every version that anybody wrote, what happened to it, and the files that items share.
CREATE TABLE bank_item (
    bank_id TEXT   NOT NULL,
    item_id TEXT   NOT NULL,
    stage   TEXT   NOT NULL,
    -- the newest version
    head    BIGINT NOT NULL,
    -- the version that the next release takes; 0: none
    in_use  BIGINT NOT NULL,
    PRIMARY KEY (bank_id, item_id)
);

-- Append only: the program has no statement that changes or deletes a version.
CREATE TABLE bank_item_version (
    bank_id TEXT   NOT NULL,
    item_id TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    domain  TEXT   NOT NULL,
    content TEXT   NOT NULL,
    author  TEXT   NOT NULL,
    at_ms   BIGINT NOT NULL,
    note    TEXT   NOT NULL,
    PRIMARY KEY (bank_id, item_id, number)
);

-- Append only.
CREATE TABLE bank_item_trail (
    bank_id TEXT   NOT NULL,
    item_id TEXT   NOT NULL,
    -- 1, 2, 3 … of the item
    seq     BIGINT NOT NULL,
    -- the version it is about
    number  BIGINT NOT NULL,
    at_ms   BIGINT NOT NULL,
    who     TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    note    TEXT   NOT NULL,
    PRIMARY KEY (bank_id, item_id, seq)
);

-- bank.toml, stimuli and pictures; append only, the highest number of a path is the newest.
CREATE TABLE bank_material (
    bank_id TEXT   NOT NULL,
    path    TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    -- base64
    content TEXT   NOT NULL,
    author  TEXT   NOT NULL,
    at_ms   BIGINT NOT NULL,
    PRIMARY KEY (bank_id, path, number)
);
