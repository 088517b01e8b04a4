//! One command of a candidate, whatever it came over: wire in, wire out. The websocket and the HTTP fallback share it,
//! so that both follow the same rules and count in the same metrics.

use crate::delivery::owner::Refusal;
use crate::delivery::ports::{Clock, Reply};
use crate::domain::attempt::{Command, Rejection};
use crate::domain::ids::ClientId;
use crate::domain::time::Span;
use crate::telemetry::metrics::Metrics;
use crate::wire::candidate::{ClientCommand, RejectCode, ServerMessage};
use crate::wire::convert::candidate::{instant, reject_code, span};
use crate::wire::convert::command::{client_seq, command};
use crate::wire::number::{ClientSeq, Seq};

/// When a command that was not durable may be sent again.
const RETRY_UNAVAILABLE: Span = Span(1_000);
/// A suspended attempt says when it goes on; this only keeps a client from asking all the time.
const RETRY_SUSPENDED: Span = Span(5_000);

/// The attempt is in other hands: the candidate has to come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved;

/// `Ack` or `Reject` for one command; `decide` has the attempt's owner decide it.
pub async fn answer<E>(
    client: &ClientId,
    message: ClientCommand,
    clock: &dyn Clock,
    metrics: &Metrics,
    decide: impl AsyncFnOnce(Command) -> Result<Reply, E>,
) -> Result<ServerMessage, Moved> {
    let number = client_seq(&message);
    let is_answer = matches!(message, ClientCommand::Answer { .. });
    let Ok(command) = command(client, message) else {
        return Ok(reject(metrics, number, RejectCode::Malformed, "malformed", None));
    };
    if is_answer {
        metrics.answers_received_total.inc();
    }
    match decide(command).await.map_err(|_| Moved)? {
        Ok(seq) => {
            if is_answer {
                metrics.answers_acked_total.inc();
            }
            Ok(ServerMessage::Ack { client_seq: number, seq: Seq(seq), server_ms: instant(clock.now()) })
        }
        Err(Refusal::Rejected(rejection)) => {
            let retry = (rejection == Rejection::Suspended).then_some(RETRY_SUSPENDED);
            Ok(reject(metrics, number, reject_code(rejection), rejection.code(), retry))
        }
        Err(Refusal::Unavailable) => {
            Ok(reject(metrics, number, RejectCode::Unavailable, "unavailable", Some(RETRY_UNAVAILABLE)))
        }
        Err(Refusal::NotOwner) => Err(Moved),
    }
}

fn reject(
    metrics: &Metrics,
    client_seq: ClientSeq,
    code: RejectCode,
    label: &str,
    retry_after: Option<Span>,
) -> ServerMessage {
    metrics.rejected(label);
    ServerMessage::Reject { client_seq, code, retry_after_ms: retry_after.map(span) }
}
