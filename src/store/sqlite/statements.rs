//! The tables and every SQL text of the embedded checkpoint.

/// Raised with every change of the tables; a file of another version is refused, not guessed at.
pub(super) const VERSION: i64 = 4;

/// Events lie in the order in which they came, whoever's they are: a group commit fills a few pages, where a table in
/// the order of attempts would touch a page for each. Only the narrow index does, by the attempt's number.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS attempt (
    no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, epoch BIGINT NOT NULL, owner TEXT NOT NULL,
    closed BOOLEAN NOT NULL, due BIGINT, board TEXT
);
CREATE INDEX IF NOT EXISTS attempt_by_session ON attempt (session, due);
CREATE TABLE IF NOT EXISTS event (attempt BIGINT NOT NULL, seq BIGINT NOT NULL, record TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS event_by_attempt ON event (attempt, seq);
CREATE TABLE IF NOT EXISTS alive (session TEXT PRIMARY KEY, at BIGINT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mark (session TEXT PRIMARY KEY, mark TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outage (session TEXT NOT NULL, began BIGINT NOT NULL, ended BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS outage_by_session ON outage (session);
PRAGMA user_version = 4;";

pub(super) const CLAIM: &str = "INSERT INTO attempt (id, session, epoch, owner, closed) VALUES ($1, $3, 1, $2, 0)
    ON CONFLICT (id) DO UPDATE SET epoch = attempt.epoch + 1, owner = $2 RETURNING epoch";
pub(super) const RECLAIM: &str =
    "UPDATE attempt SET epoch = epoch + 1 WHERE id = $1 AND owner = $2 AND session = $3 RETURNING epoch";
pub(super) const EVENTS: &str =
    "SELECT record FROM event WHERE attempt = (SELECT no FROM attempt WHERE id = $1) ORDER BY seq";
/// Event `$2`, if the attempt is as the caller believes. The newest event's number is the log's length: nothing else has to
/// be written for a plain append.
pub(super) const INSERT: &str = "INSERT INTO event (attempt, seq, record) SELECT no, $2, $3 FROM attempt
    WHERE id = $1 AND epoch = $4 AND closed = $5
    AND $2 = 1 + (SELECT COALESCE(MAX(seq), 0) FROM event WHERE event.attempt = no)";
/// The same for many plain appends at once, as a JSON array of `[attempt, epoch, closed, length before, number, record]`: one
/// statement, where a statement for each would be a walk to the database's thread and back for each.
pub(super) const INSERT_MANY: &str = "INSERT OR IGNORE INTO event (attempt, seq, record)
    SELECT a.no, e.value ->> 4, e.value ->> 5 FROM json_each($1) e CROSS JOIN attempt a
    WHERE a.id = e.value ->> 0 AND a.epoch = e.value ->> 1 AND a.closed = e.value ->> 2
    AND (e.value ->> 3) = (SELECT COALESCE(MAX(seq), 0) FROM event WHERE event.attempt = a.no)";
pub(super) const SET_CLOSED: &str = "UPDATE attempt SET closed = $2 WHERE id = $1";
pub(super) const SET_DUE: &str = "UPDATE attempt SET due = $2 WHERE id = $1";
pub(super) const SET_BOARD: &str = "UPDATE attempt SET board = $2 WHERE id = $1";
/// A row may come late: its owner was fenced meanwhile, or has closed the attempt.
pub(super) const POST: &str = "UPDATE attempt SET board = $2 WHERE id = $1 AND (board IS NULL
    OR (json_extract(board, '$.epoch'), json_extract(board, '$.version')) < ($3, $4))";
pub(super) const TOUCH: &str = "UPDATE attempt SET epoch = epoch WHERE id = ''";

pub(super) const OWNER: &str = "SELECT owner FROM attempt WHERE id = $1";
pub(super) const OVERDUE: &str = "SELECT id, owner FROM attempt WHERE session = $1 AND due <= $2 ORDER BY due LIMIT $3";
pub(super) const UNSETTLED: &str = "SELECT COUNT(*) FROM attempt WHERE session = $1 AND due IS NOT NULL";
pub(super) const SETTLE: &str = "UPDATE attempt SET due = NULL WHERE id = $1 AND closed
    AND $2 = (SELECT COALESCE(MAX(seq), 0) FROM event WHERE event.attempt = no)";
pub(super) const BOARD: &str = "SELECT board FROM attempt WHERE session = $1 AND board IS NOT NULL";
pub(super) const ATTEMPTS: &str = "SELECT id, (SELECT COALESCE(MAX(seq), 0) FROM event WHERE event.attempt = no), closed FROM attempt WHERE session = $1";

/// `$3`: the shortest outage in milliseconds. Leaves nothing when there was no stamp before.
pub(super) const NOTE_OUTAGE: &str =
    "INSERT INTO outage (session, began, ended) SELECT session, at, $2 FROM alive WHERE session = $1 AND $2 - at > $3";
pub(super) const STAMP: &str = "INSERT INTO alive (session, at) VALUES ($1, $2)
    ON CONFLICT (session) DO UPDATE SET at = MAX(alive.at, EXCLUDED.at)";
pub(super) const OUTAGES: &str = "SELECT began, ended FROM outage WHERE session = $1 ORDER BY began";

pub(super) const SET_MARK: &str = "INSERT INTO mark (session, mark) VALUES ($1, $2) ON CONFLICT (session) DO NOTHING";
pub(super) const MARK: &str = "SELECT mark FROM mark WHERE session = $1";

pub(super) const FORGET: [&str; 5] = [
    "DELETE FROM event WHERE attempt IN (SELECT no FROM attempt WHERE session = $1)",
    "DELETE FROM attempt WHERE session = $1",
    "DELETE FROM outage WHERE session = $1",
    "DELETE FROM alive WHERE session = $1",
    "DELETE FROM mark WHERE session = $1",
];
