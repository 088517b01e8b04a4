-- Planning, sign-in, forms and final records. Only TEXT, BIGINT, DOUBLE PRECISION and BOOLEAN, so that the same file
-- runs on SQLite and PostgreSQL. Instants are milliseconds since 1970 (…_ms); ids are texts; records are JSON texts
-- with a version in them.

CREATE TABLE staff (
    username   TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    -- PHC string (argon2id), never the password
    password   TEXT    NOT NULL,
    created_ms BIGINT  NOT NULL
);

CREATE TABLE staff_login (
    -- SHA-256 of the token, hexadecimal: a stolen database signs nobody in
    token_hash TEXT    NOT NULL PRIMARY KEY,
    username   TEXT    NOT NULL REFERENCES staff (username),
    expires_ms BIGINT  NOT NULL
);

CREATE TABLE event (
    id         TEXT    NOT NULL PRIMARY KEY,
    title      TEXT    NOT NULL,
    organiser  TEXT    NOT NULL,
    created_ms BIGINT  NOT NULL
);

CREATE TABLE bank (
    version    TEXT    NOT NULL PRIMARY KEY,
    id         TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    -- every file of this version, so that a form can be drawn again when the folder has moved on
    files      TEXT    NOT NULL,
    loaded_ms  BIGINT  NOT NULL
);

CREATE TABLE blueprint (
    version    TEXT    NOT NULL PRIMARY KEY,
    id         TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    source     TEXT    NOT NULL,
    loaded_ms  BIGINT  NOT NULL
);

CREATE TABLE session (
    id                 TEXT    NOT NULL PRIMARY KEY,
    event_id           TEXT    NOT NULL REFERENCES event (id),
    title              TEXT    NOT NULL,
    status             TEXT    NOT NULL,
    opens_ms           BIGINT  NOT NULL,
    closes_ms          BIGINT  NOT NULL,
    time_zone          TEXT    NOT NULL,
    capacity           BIGINT  NOT NULL,
    start_rule         TEXT    NOT NULL,
    admission_required BOOLEAN NOT NULL,
    blueprint_version  TEXT    NOT NULL REFERENCES blueprint (version),
    bank_version       TEXT    NOT NULL REFERENCES bank (version),
    -- 32 bytes, hexadecimal: access codes and form seeds are derived from it
    secret             TEXT    NOT NULL,
    created_ms         BIGINT  NOT NULL
);
CREATE INDEX session_by_event ON session (event_id);
CREATE INDEX session_by_status ON session (status);

CREATE TABLE enrolment (
    attempt_id         TEXT    NOT NULL PRIMARY KEY,
    session_id         TEXT    NOT NULL REFERENCES session (id),
    -- order of the import, which is the order of the printed cards
    position           BIGINT  NOT NULL,
    nip                TEXT    NOT NULL,
    name               TEXT    NOT NULL,
    unit               TEXT    NOT NULL,
    job_family         TEXT,
    email              TEXT,
    extra_time_percent BIGINT  NOT NULL,
    room               TEXT,
    seat               TEXT,
    -- counts up when a card must be made worthless
    code_version       BIGINT  NOT NULL,
    UNIQUE (session_id, nip)
);
CREATE INDEX enrolment_by_nip ON enrolment (nip);

CREATE TABLE candidate_login (
    token_hash TEXT    NOT NULL PRIMARY KEY,
    attempt_id TEXT    NOT NULL REFERENCES enrolment (attempt_id),
    created_ms BIGINT  NOT NULL,
    expires_ms BIGINT  NOT NULL
);
CREATE INDEX candidate_login_by_attempt ON candidate_login (attempt_id);

CREATE TABLE form (
    attempt_id TEXT    NOT NULL PRIMARY KEY REFERENCES enrolment (attempt_id),
    session_id TEXT    NOT NULL REFERENCES session (id),
    seed       TEXT    NOT NULL,
    record     TEXT    NOT NULL
);
CREATE INDEX form_by_session ON form (session_id);

CREATE TABLE final_record (
    attempt_id TEXT             NOT NULL PRIMARY KEY REFERENCES enrolment (attempt_id),
    session_id TEXT             NOT NULL REFERENCES session (id),
    ending     TEXT             NOT NULL,
    closed_ms  BIGINT           NOT NULL,
    score      DOUBLE PRECISION NOT NULL,
    category   TEXT             NOT NULL,
    record     TEXT             NOT NULL
);
CREATE INDEX final_record_by_session ON final_record (session_id);

-- Append only: the program has no statement that changes or deletes a row.
CREATE TABLE audit (
    -- UUID version 7: rising with time
    id         TEXT    NOT NULL PRIMARY KEY,
    at_ms      BIGINT  NOT NULL,
    -- no reference: the trail of a deleted draft stays
    session_id TEXT,
    who        TEXT    NOT NULL,
    action     TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    detail     TEXT    NOT NULL
);
CREATE INDEX audit_by_session ON audit (session_id, at_ms);
