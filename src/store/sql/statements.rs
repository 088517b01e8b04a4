//! Every SQL text, so that one test can prepare them all on each engine. Parameters are `$1`, `$2` …; no text is ever
//! put together at run time.

macro_rules! statements {
    ($($name:ident = $sql:expr;)*) => {
        $(pub(super) const $name: &str = $sql;)*
        #[cfg(test)]
        pub(super) const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

/// Columns of a session with its event's title: what `rows::session` reads.
macro_rules! session_columns {
    () => {
        "s.id, s.event_id, e.title AS event_title, s.title, s.status, s.opens_ms, s.closes_ms, s.time_zone, \
         s.capacity, s.start_rule, s.admission_required, s.blueprint_version, s.bank_version, s.calibration"
    };
}

/// The same with the figures of `rows::session_record`.
macro_rules! session_figures {
    () => {
        concat!(
            "SELECT ",
            session_columns!(),
            ", (SELECT COUNT(*) FROM enrolment n WHERE n.session_id = s.id) AS candidates",
            ", (SELECT COUNT(*) FROM form f WHERE f.session_id = s.id) AS forms",
            ", (SELECT COUNT(*) FROM final_record r WHERE r.session_id = s.id) AS closed_attempts",
            " FROM session s JOIN event e ON e.id = s.event_id "
        )
    };
}

macro_rules! enrolment_columns {
    () => {
        "SELECT attempt_id, session_id, nip, name, unit, job_family, email, extra_time_percent, room, seat \
         FROM enrolment "
    };
}

/// An item with its newest version.
macro_rules! item_head {
    () => {
        "SELECT i.item_id, i.stage, i.in_use, v.number, v.domain, v.content, v.author, v.at_ms, v.note \
         FROM bank_item i JOIN bank_item_version v \
         ON v.bank_id = i.bank_id AND v.item_id = i.item_id AND v.number = i.head "
    };
}

macro_rules! calibration_stamp {
    () => {
        "SELECT id, bank_id, status, proposed_by, proposed_ms, changed_by, changed_ms, reason, items, persons \
         FROM calibration "
    };
}

macro_rules! norm_columns {
    () => {
        "SELECT id, made_by, made_ms, reason, withdrawn_by, withdrawn_ms, withdrawn_reason, record FROM norm_group "
    };
}

macro_rules! rescoring_columns {
    () => {
        "SELECT session_id, number, status, base, proposed_by, proposed_ms, reason, settled_by, settled_ms, note, \
         hash, record FROM rescoring WHERE session_id = $1 "
    };
}

/// Rows of a statement that serves many. Fewer are filled up with rows whose key is NULL, which match nothing and are
/// not stored: one text for every number, prepared once a connection.
pub(super) const BLOCK: usize = 16;

/// Keys of a block.
macro_rules! keys {
    () => {
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    };
}

statements! {
    ADD_STAFF = "INSERT INTO staff (username, name, role, password, created_ms) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (username) DO NOTHING";
    STAFF_ACCOUNT = "SELECT username, name, role, password FROM staff WHERE username = $1";
    // In the order of bytes, whatever the language of the database. Ids and versions need no such word: they are
    // hexadecimal texts of one length, which every language sorts alike.
    STAFF = "SELECT username, name, role FROM staff ORDER BY username COLLATE \"C\"";
    FORGET_STAFF_LOGINS = "DELETE FROM staff_login WHERE expires_ms <= $1";
    ADD_STAFF_LOGIN = "INSERT INTO staff_login (token_hash, username, expires_ms) VALUES ($1, $2, $3)";
    STAFF_OF_LOGIN = "SELECT s.username, s.name, s.role FROM staff_login l JOIN staff s ON s.username = l.username \
                      WHERE l.token_hash = $1 AND l.expires_ms > $2";
    REMOVE_STAFF_LOGIN = "DELETE FROM staff_login WHERE token_hash = $1";

    STANDINGS = concat!(
        "SELECT n.nip, n.attempt_id, n.session_id, s.status, n.name, s.closes_ms, s.secret, n.code_version \
         FROM enrolment n JOIN session s ON s.id = n.session_id WHERE n.nip IN ", keys!(),
        " ORDER BY s.opens_ms DESC, n.attempt_id");
    // Changes nothing, but logins of one attempt come and go one after the other.
    HOLD_ENROLMENT = "UPDATE enrolment SET code_version = code_version WHERE attempt_id = $1";
    HOLD_ENROLMENTS = concat!("UPDATE enrolment SET code_version = code_version WHERE attempt_id IN ", keys!());
    ADD_CANDIDATE_LOGINS =
        "INSERT INTO candidate_login (token_hash, attempt_id, created_ms, expires_ms) \
         SELECT column1, column2, column3, column4 FROM (VALUES \
         (CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS BIGINT)), \
         ($5, $6, $7, $8), ($9, $10, $11, $12), ($13, $14, $15, $16), ($17, $18, $19, $20), \
         ($21, $22, $23, $24), ($25, $26, $27, $28), ($29, $30, $31, $32), ($33, $34, $35, $36), \
         ($37, $38, $39, $40), ($41, $42, $43, $44), ($45, $46, $47, $48), ($49, $50, $51, $52), \
         ($53, $54, $55, $56), ($57, $58, $59, $60), ($61, $62, $63, $64)) AS block \
         WHERE column1 IS NOT NULL";
    NEAR_THE_LIMIT = concat!("SELECT attempt_id FROM candidate_login WHERE attempt_id IN ", keys!(),
                             " GROUP BY attempt_id HAVING COUNT(*) > $17 LIMIT 1");
    // Of each attempt: those that have so many newer ones.
    KEEP_NEWEST_LOGINS = concat!(
        "DELETE FROM candidate_login WHERE attempt_id IN ", keys!(),
        " AND (SELECT COUNT(*) FROM candidate_login newer WHERE newer.attempt_id = candidate_login.attempt_id \
          AND (newer.created_ms > candidate_login.created_ms OR newer.created_ms = candidate_login.created_ms \
               AND newer.token_hash < candidate_login.token_hash)) >= $17");
    ATTEMPT_OF_LOGIN = "SELECT attempt_id FROM candidate_login WHERE token_hash = $1 AND expires_ms > $2";
    REMOVE_CANDIDATE_LOGIN = "DELETE FROM candidate_login WHERE token_hash = $1";
    REMOVE_CANDIDATE_LOGINS = "DELETE FROM candidate_login WHERE attempt_id = $1";

    ADD_EVENT = "INSERT INTO event (id, title, organiser, created_ms) VALUES ($1, $2, $3, $4)";
    EVENT = "SELECT id, title, organiser, created_ms FROM event WHERE id = $1";
    EVENTS = "SELECT id, title, organiser, created_ms FROM event ORDER BY created_ms DESC, id DESC";

    ADD_SESSION = "INSERT INTO session (id, event_id, title, status, opens_ms, closes_ms, time_zone, capacity, \
                   start_rule, admission_required, blueprint_version, bank_version, secret, created_ms) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    SESSION = concat!(session_figures!(), "WHERE s.id = $1");
    SESSIONS = concat!(session_figures!(), "ORDER BY s.opens_ms DESC, s.id DESC");
    OPEN_SESSIONS = concat!("SELECT ", session_columns!(),
                            " FROM session s JOIN event e ON e.id = s.event_id \
                             WHERE s.status = 'open' ORDER BY s.opens_ms, s.id");
    CLOSED_SESSIONS = "SELECT id FROM session WHERE status = 'closed' AND closes_ms < $1 ORDER BY closes_ms";
    CHECKPOINT_MARK = "SELECT checkpoint_mark FROM session WHERE id = $1 AND checkpoint_mark IS NOT NULL";
    SET_CHECKPOINT_MARK = "UPDATE session SET checkpoint_mark = $2 WHERE id = $1 AND checkpoint_mark IS NULL";
    FORGET_CHECKPOINT = "UPDATE session SET checkpoint_mark = NULL WHERE id = $1 AND status = 'open'";
    CHANGE_DRAFT = "UPDATE session SET title = $2, opens_ms = $3, closes_ms = $4, time_zone = $5, capacity = $6, \
                    start_rule = $7, admission_required = $8, blueprint_version = $9, bank_version = $10 \
                    WHERE id = $1 AND status = 'draft'";
    DELETE_DRAFT = "DELETE FROM session WHERE id = $1 AND status = 'draft'";
    // Changes nothing, but holds the row until the transaction ends: nobody opens the session meanwhile.
    HOLD_DRAFT = "UPDATE session SET status = status WHERE id = $1 AND status = 'draft'";
    LOCK_EVENT = "UPDATE event SET title = title WHERE id = $1";
    COUNT_SIBLINGS = "SELECT COUNT(*) AS siblings FROM session WHERE event_id = $1 AND id <> $2 AND status <> 'draft'";
    OPEN_DRAFT = "UPDATE session SET status = 'open', calibration = $4 WHERE id = $1 AND status = 'draft' \
                  AND blueprint_version = $2 AND bank_version = $3";
    SET_FAIRNESS = "UPDATE session SET fairness = $2 WHERE id = $1";
    FAIRNESS = "SELECT fairness FROM session WHERE id = $1 AND fairness IS NOT NULL";
    CLOSE_OPEN = "UPDATE session SET status = 'closed' WHERE id = $1 AND status = 'open'";
    ENTERED = "SELECT CAST(1 AS BIGINT) AS entered FROM audit WHERE session_id = $1 \
               AND action = 'candidate_signed_in' LIMIT 1";
    SECRET = "SELECT secret FROM session WHERE id = $1";

    ENROLMENTS = concat!(enrolment_columns!(), "WHERE session_id = $1 ORDER BY position");
    ENROLMENT = concat!(enrolment_columns!(), "WHERE attempt_id = $1");
    CODE_VERSIONS = "SELECT attempt_id, code_version FROM enrolment WHERE session_id = $1 ORDER BY position";
    NEXT_POSITION = "SELECT COALESCE(MAX(position), 0) + 1 AS position FROM enrolment WHERE session_id = $1";
    ENROL = "INSERT INTO enrolment (attempt_id, session_id, position, nip, name, unit, job_family, email, \
             extra_time_percent, room, seat, code_version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1) ON CONFLICT (session_id, nip) DO NOTHING";
    WITHDRAW = "DELETE FROM enrolment WHERE session_id = $1 AND attempt_id = $2";
    WITHDRAW_ALL = "DELETE FROM enrolment WHERE session_id = $1";
    COUNT_ENROLLED = "SELECT COUNT(*) AS candidates FROM enrolment WHERE session_id = $1";

    // The row comes from the enrolment, so a form for somebody who is not enrolled stores nothing.
    ADD_FORM = "INSERT INTO form (attempt_id, session_id, seed, record) \
                SELECT attempt_id, session_id, $3, $4 FROM enrolment WHERE attempt_id = $1 AND session_id = $2";
    FORMS = "SELECT attempt_id, record FROM form WHERE session_id = $1";
    FORM = "SELECT record FROM form WHERE attempt_id = $1";

    // Of two records the one of more events stands: an emergency file may come after the deadline.
    FINALISE = "INSERT INTO final_record (attempt_id, session_id, ending, closed_ms, score, category, record, seq) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (attempt_id) DO UPDATE SET \
                ending = EXCLUDED.ending, closed_ms = EXCLUDED.closed_ms, score = EXCLUDED.score, \
                category = EXCLUDED.category, record = EXCLUDED.record, seq = EXCLUDED.seq \
                WHERE EXCLUDED.seq > final_record.seq";
    FINALISED = "SELECT attempt_id, seq FROM final_record WHERE session_id = $1 ORDER BY attempt_id";
    FINAL_RECORDS = "SELECT record FROM final_record WHERE session_id = $1 ORDER BY attempt_id";
    FINAL_RECORD = "SELECT record FROM final_record WHERE attempt_id = $1";

    // The same content is the same calibration, whoever proposes it and wherever it stands.
    ADD_CALIBRATION = "INSERT INTO calibration (id, bank_id, status, proposed_by, proposed_ms, changed_by, changed_ms, \
                       reason, items, persons, record) \
                       VALUES ($1, $2, 'proposed', $3, $4, $3, $4, '', $5, $6, $7) ON CONFLICT (id) DO NOTHING";
    CALIBRATIONS = concat!(calibration_stamp!(), "WHERE bank_id = $1 ORDER BY proposed_ms DESC, id DESC");
    CALIBRATION_STAMP = concat!(calibration_stamp!(), "WHERE id = $1");
    CALIBRATION = "SELECT id, record FROM calibration WHERE id = $1";
    ACCEPT_CALIBRATION = "UPDATE calibration SET status = 'accepted', changed_by = $2, changed_ms = $3 \
                          WHERE id = $1 AND status = 'proposed' AND proposed_by <> $2";
    WITHDRAW_CALIBRATION = "UPDATE calibration SET status = 'withdrawn', changed_by = $2, changed_ms = $3, \
                            reason = $4 WHERE id = $1 AND status <> 'withdrawn'";
    ACCEPTED_CALIBRATION = "SELECT id, record FROM calibration WHERE bank_id = $1 AND status = 'accepted' \
                            ORDER BY changed_ms DESC, id DESC LIMIT 1";

    // One row: who comes while the last one has not ended, and is not silent, changes nothing.
    BEGIN_JOB = "INSERT INTO calibration_job (place, id, bank_id, started_by, started_ms, heard_ms, ended_ms, \
                 cancelled, standing) VALUES (1, $1, $2, $3, $4, $4, NULL, FALSE, $5) \
                 ON CONFLICT (place) DO UPDATE SET id = EXCLUDED.id, bank_id = EXCLUDED.bank_id, \
                 started_by = EXCLUDED.started_by, started_ms = EXCLUDED.started_ms, heard_ms = EXCLUDED.heard_ms, \
                 ended_ms = NULL, cancelled = FALSE, standing = EXCLUDED.standing \
                 WHERE calibration_job.ended_ms IS NOT NULL OR calibration_job.heard_ms < $6";
    TELL_JOB = "UPDATE calibration_job SET heard_ms = $2, standing = $3 WHERE id = $1 AND ended_ms IS NULL";
    END_JOB = "UPDATE calibration_job SET ended_ms = $2, standing = $3 WHERE id = $1 AND ended_ms IS NULL";
    CANCEL_JOB = "UPDATE calibration_job SET cancelled = TRUE WHERE id = $1 AND ended_ms IS NULL";
    JOB = "SELECT id, bank_id, started_by, started_ms, heard_ms, COALESCE(ended_ms, -1) AS ended_ms, cancelled, standing \
           FROM calibration_job";

    // Registered again, a version is the newest again.
    ADD_BANK = "INSERT INTO bank (version, id, title, files, loaded_ms) VALUES ($1, $2, $3, $4, $5) \
                ON CONFLICT (version) DO UPDATE SET loaded_ms = EXCLUDED.loaded_ms";
    BANKS = "SELECT version, id, title, files, loaded_ms FROM bank ORDER BY loaded_ms, version";
    BANK_STAMPS = "SELECT version, id, title, loaded_ms FROM bank ORDER BY loaded_ms DESC, version DESC";
    BANK_TEXTS = "SELECT version, id, title, files, loaded_ms FROM bank WHERE id = $1 ORDER BY loaded_ms, version";
    ADD_BLUEPRINT = "INSERT INTO blueprint (version, id, title, source, loaded_ms) VALUES ($1, $2, $3, $4, $5) \
                     ON CONFLICT (version) DO UPDATE SET loaded_ms = EXCLUDED.loaded_ms";
    BLUEPRINTS = "SELECT version, id, title, source, loaded_ms FROM blueprint ORDER BY loaded_ms, version";
    BLUEPRINT_STAMPS = "SELECT version, id, title, loaded_ms FROM blueprint ORDER BY loaded_ms DESC, version DESC";

    WORKED_ON = "SELECT DISTINCT bank_id FROM bank_material ORDER BY bank_id";
    ITEM_COUNTS = "SELECT bank_id, stage, COUNT(*) AS items FROM bank_item GROUP BY bank_id, stage \
                   ORDER BY bank_id, stage";
    ITEM_HEADS = concat!(item_head!(), "WHERE i.bank_id = $1 ORDER BY i.item_id COLLATE \"C\"");
    ITEM_HEAD = concat!(item_head!(), "WHERE i.bank_id = $1 AND i.item_id = $2");
    ITEM_NEWEST = "SELECT head FROM bank_item WHERE bank_id = $1 AND item_id = $2";
    ITEM_VERSIONS = "SELECT number, domain, content, author, at_ms, note FROM bank_item_version \
                     WHERE bank_id = $1 AND item_id = $2 ORDER BY number";
    ITEMS_IN_USE = "SELECT i.item_id, i.stage, v.number, v.domain, v.content FROM bank_item i \
                    JOIN bank_item_version v \
                    ON v.bank_id = i.bank_id AND v.item_id = i.item_id AND v.number = i.in_use \
                    WHERE i.bank_id = $1 ORDER BY i.item_id COLLATE \"C\"";
    ITEM_TRAIL = "SELECT number, at_ms, who, kind, note FROM bank_item_trail \
                  WHERE bank_id = $1 AND item_id = $2 ORDER BY seq";
    // Whoever adds to an item's trail without changing the item waits here for others who do.
    HOLD_ITEM = "UPDATE bank_item SET head = head WHERE bank_id = $1 AND item_id = $2";
    ADD_ITEM = "INSERT INTO bank_item (bank_id, item_id, stage, head, in_use) VALUES ($1, $2, $3, $4, $5) \
                ON CONFLICT (bank_id, item_id) DO NOTHING";
    // A new version leaves the one in use where it is, unless it comes into use itself.
    MOVE_ITEM = "UPDATE bank_item SET stage = $4, head = $5, in_use = CASE WHEN $6 > 0 THEN $6 ELSE in_use END \
                 WHERE bank_id = $1 AND item_id = $2 AND head = $3";
    TAKE_ITEM = "UPDATE bank_item SET stage = $5, in_use = $6 \
                 WHERE bank_id = $1 AND item_id = $2 AND stage = $3 AND head = $4";
    ADD_ITEM_VERSION = "INSERT INTO bank_item_version \
                        (bank_id, item_id, number, domain, content, author, at_ms, note) \
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    ADD_ITEM_TRAIL = "INSERT INTO bank_item_trail (bank_id, item_id, seq, number, at_ms, who, kind, note) \
                      SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), COALESCE(MAX(seq), 0) + 1, CAST($3 AS BIGINT), \
                      CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS TEXT) \
                      FROM bank_item_trail WHERE bank_id = $1 AND item_id = $2";
    MATERIALS = "SELECT m.path, m.number, m.content FROM bank_material m WHERE m.bank_id = $1 AND m.number = \
                 (SELECT MAX(n.number) FROM bank_material n WHERE n.bank_id = m.bank_id AND n.path = m.path) \
                 ORDER BY m.path COLLATE \"C\"";
    // Held turns keep the number free until it is taken.
    NEXT_MATERIAL = "SELECT COALESCE(MAX(number), 0) + 1 AS number FROM bank_material \
                     WHERE bank_id = $1 AND path = $2";
    ADD_MATERIAL = "INSERT INTO bank_material (bank_id, path, number, content, author, at_ms) \
                    VALUES ($1, $2, $3, $4, $5, $6)";

    // Whoever writes contents holds the one row: a bank that is being sealed gets nothing in the clear meanwhile.
    HOLD_CONTENTS = "UPDATE bank_content_turn SET held = held WHERE id = 1";
    VAULT_FINGERPRINT = "SELECT fingerprint FROM bank_vault WHERE bank_id = $1";
    VAULTS = "SELECT bank_id, fingerprint, made_ms, made_by, cleaned_ms FROM bank_vault ORDER BY bank_id COLLATE \"C\"";
    VAULT = "SELECT bank_id, fingerprint, made_ms, made_by, cleaned_ms FROM bank_vault WHERE bank_id = $1";
    VAULT_SHARES = "SELECT holder, parameters, sealed FROM bank_vault_share WHERE bank_id = $1 \
                    ORDER BY holder COLLATE \"C\"";
    ADD_VAULT = "INSERT INTO bank_vault (bank_id, fingerprint, made_ms, made_by, cleaned_ms) \
                 VALUES ($1, $2, $3, $4, 0) ON CONFLICT (bank_id) DO NOTHING";
    ADD_VAULT_SHARE = "INSERT INTO bank_vault_share (bank_id, holder, parameters, sealed) VALUES ($1, $2, $3, $4)";
    VAULT_CLEANED = "UPDATE bank_vault SET cleaned_ms = $2 WHERE bank_id = $1";
    // What a ceremony seals. The contents stay the same; only the key's holders can read them.
    BANK_CONTENTS = "SELECT version, files FROM bank WHERE id = $1";
    SEAL_BANK = "UPDATE bank SET files = $3 WHERE id = $1 AND version = $2";
    ITEM_CONTENTS = "SELECT item_id, number, content FROM bank_item_version WHERE bank_id = $1";
    SEAL_ITEM = "UPDATE bank_item_version SET content = $4 WHERE bank_id = $1 AND item_id = $2 AND number = $3";
    MATERIAL_CONTENTS = "SELECT path, number, content FROM bank_material WHERE bank_id = $1";
    SEAL_MATERIAL = "UPDATE bank_material SET content = $4 WHERE bank_id = $1 AND path = $2 AND number = $3";

    // Changes nothing, but holds the row until the transaction ends: proposals of one session come one after the other.
    HOLD_CLOSED = "UPDATE session SET status = status WHERE id = $1 AND status = 'closed'";
    WAITING_RESCORINGS = "SELECT COUNT(*) AS waiting FROM rescoring WHERE session_id = $1 AND status = 'proposed'";
    ADD_RESCORING = "INSERT INTO rescoring (session_id, number, status, base, proposed_by, proposed_ms, reason, \
                     settled_by, settled_ms, note, hash, record) \
                     VALUES ($1, $2, 'proposed', $3, $4, $5, $6, '', 0, '', $7, $8) \
                     ON CONFLICT (session_id, number) DO NOTHING";
    ADD_RESCORED = "INSERT INTO rescored (session_id, number, attempt_id, seq, record) VALUES ($1, $2, $3, $4, $5)";
    RESCORINGS = concat!(rescoring_columns!(), "ORDER BY number DESC");
    RESCORED = "SELECT attempt_id, seq, record FROM rescored WHERE session_id = $1 AND number = $2 \
                ORDER BY attempt_id";
    RESCORED_ATTEMPT = "SELECT attempt_id, seq, record FROM rescored WHERE session_id = $1 AND number = $2 \
                        AND attempt_id = $3";
    // Final records that the revision does not speak of, and outcomes whose final record is another one by now.
    OUTDATED_RESCORED =
        "SELECT (SELECT COUNT(*) FROM final_record f WHERE f.session_id = $1 AND f.ending <> 'voided' AND NOT EXISTS \
         (SELECT 1 FROM rescored r WHERE r.session_id = $1 AND r.number = $2 AND r.attempt_id = f.attempt_id \
          AND r.seq = f.seq)) + \
         (SELECT COUNT(*) FROM rescored r WHERE r.session_id = $1 AND r.number = $2 AND NOT EXISTS \
         (SELECT 1 FROM final_record f WHERE f.attempt_id = r.attempt_id AND f.seq = r.seq AND f.ending <> 'voided')) \
         AS outdated";
    PUBLISH_RESCORING = "UPDATE rescoring SET status = 'published', settled_by = $3, settled_ms = $4, note = $5 \
                         WHERE session_id = $1 AND number = $2 AND status = 'proposed' AND proposed_by <> $3";
    WITHDRAW_RESCORING = "UPDATE rescoring SET status = 'withdrawn', settled_by = $3, settled_ms = $4, note = $5 \
                          WHERE session_id = $1 AND number = $2 AND status = 'proposed'";

    // The same content is the same group, whoever makes it and whether it was withdrawn.
    ADD_NORMS = "INSERT INTO norm_group (id, blueprint, made_by, made_ms, reason, withdrawn_by, withdrawn_ms, \
                 withdrawn_reason, record) VALUES ($1, $2, $3, $4, $5, '', 0, '', $6) ON CONFLICT (id) DO NOTHING";
    NORMS = concat!(norm_columns!(), "ORDER BY made_ms DESC, id DESC");
    NORMS_OF = concat!(norm_columns!(), "WHERE blueprint = $1 ORDER BY made_ms DESC, id DESC");
    WITHDRAW_NORMS = "UPDATE norm_group SET withdrawn_by = $2, withdrawn_ms = $3, withdrawn_reason = $4 \
                      WHERE id = $1 AND withdrawn_by = ''";

    // Written again after an answer that was lost, an act is there once.
    ADD_ACT = "INSERT INTO audit (id, at_ms, session_id, who, action, subject, reason, detail) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
    ADD_ACTS =
        "INSERT INTO audit (id, at_ms, session_id, who, action, subject, reason, detail) \
         SELECT column1, column2, column3, column4, column5, column6, column7, column8 FROM (VALUES \
         (CAST($1 AS TEXT), CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), \
          CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS TEXT)), \
         ($9, $10, $11, $12, $13, $14, $15, $16), ($17, $18, $19, $20, $21, $22, $23, $24), \
         ($25, $26, $27, $28, $29, $30, $31, $32), ($33, $34, $35, $36, $37, $38, $39, $40), \
         ($41, $42, $43, $44, $45, $46, $47, $48), ($49, $50, $51, $52, $53, $54, $55, $56), \
         ($57, $58, $59, $60, $61, $62, $63, $64), ($65, $66, $67, $68, $69, $70, $71, $72), \
         ($73, $74, $75, $76, $77, $78, $79, $80), ($81, $82, $83, $84, $85, $86, $87, $88), \
         ($89, $90, $91, $92, $93, $94, $95, $96), ($97, $98, $99, $100, $101, $102, $103, $104), \
         ($105, $106, $107, $108, $109, $110, $111, $112), ($113, $114, $115, $116, $117, $118, $119, $120), \
         ($121, $122, $123, $124, $125, $126, $127, $128)) AS block \
         WHERE column1 IS NOT NULL ON CONFLICT (id) DO NOTHING";
    ACTS = "SELECT id, at_ms, session_id, who, action, subject, reason, detail FROM audit \
            WHERE session_id = $1 ORDER BY at_ms DESC, id DESC LIMIT $2";
    HOUSE_ACTS = "SELECT id, at_ms, session_id, who, action, subject, reason, detail FROM audit \
                  WHERE session_id IS NULL ORDER BY at_ms DESC, id DESC LIMIT $1";
}

/// On PostgreSQL alone: the tables of contents are written anew, without the rows that were replaced.
pub(super) const CLEAN_CONTENTS: &str = "VACUUM FULL bank, bank_item_version, bank_material";

#[cfg(test)]
mod tests {
    use super::super::testing::{Engine, Opened, both_engines};
    use super::ALL;

    both_engines!(every_statement_prepares);

    async fn every_statement_prepares(engine: Engine) {
        let opened = Opened::new(engine).await;
        for (name, sql) in ALL {
            opened.db().prepare(sql).await.unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }

    fn is_append_only(sql: &str) -> bool {
        ["audit", "bank_item_version", "bank_item_trail", "bank_material", "rescored "]
            .iter()
            .any(|table| sql.contains(table))
    }

    #[test]
    fn what_was_written_down_stays() {
        for (name, sql) in ALL.iter().filter(|(_, sql)| is_append_only(sql)) {
            let seals = name.starts_with("SEAL_") && sql.contains("SET content = $4 WHERE");
            assert!(seals || !sql.starts_with("UPDATE"), "{name} changes the trail");
            assert!(!sql.starts_with("DELETE"), "{name} changes the trail");
        }
    }
}
