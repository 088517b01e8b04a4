-- Banks whose contents are sealed. The key is nowhere here: each of two holders has a share of it, sealed under a
-- passphrase.
CREATE TABLE bank_vault (
    bank_id     TEXT   NOT NULL PRIMARY KEY,
    -- of the key
    fingerprint TEXT   NOT NULL,
    made_ms     BIGINT NOT NULL,
    -- who finished the ceremony
    made_by     TEXT   NOT NULL,
    -- when the database was rid of what the contents left behind before they were sealed; 0: not yet
    cleaned_ms  BIGINT NOT NULL
);

CREATE TABLE bank_vault_share (
    bank_id    TEXT NOT NULL REFERENCES bank_vault (bank_id),
    -- username
    holder     TEXT NOT NULL,
    -- what stretching the passphrase costs, and its salt
    parameters TEXT NOT NULL,
    sealed     TEXT NOT NULL,
    PRIMARY KEY (bank_id, holder)
);

-- One row. Whoever writes contents holds it, so that nothing is written in the clear while a bank is being sealed.
CREATE TABLE bank_content_turn (
    id   BIGINT NOT NULL PRIMARY KEY,
    held BIGINT NOT NULL
);
INSERT INTO bank_content_turn (id, held) VALUES (1, 0);
