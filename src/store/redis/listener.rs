//! Hears the feeds and this node's calls. After every break something may have been missed, and the boards are read
//! again.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use redis::{Client, Msg};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::keys;
use super::link::LinkError;
use super::peers::Inner;
use crate::delivery::ports::{News, NoAnswer, Place, Why};
use crate::domain::ids::{AttemptId, NodeId};
use crate::store::board_record;
use crate::store::call_record::{self, Letter};

/// Between two tries to listen.
const RETRY: Duration = Duration::from_millis(250);
/// A silent line is asked for a sign this often, and given up when it gives none as long.
const PING: Duration = Duration::from_secs(2);

pub(super) async fn listen(inner: Arc<Inner>, news: mpsc::Sender<News>, stop: CancellationToken) {
    loop {
        let heard = stop.run_until_cancelled(listen_once(&inner, &news)).await;
        match heard {
            None => return,
            Some(Err(error)) => tracing::warn!(%error, "the other nodes are not heard"),
            Some(Ok(())) => tracing::warn!("the line to the other nodes broke"),
        }
        sleep(RETRY).await;
    }
}

async fn listen_once(inner: &Arc<Inner>, news: &mpsc::Sender<News>) -> Result<(), LinkError> {
    let master = inner.topology().master_of(keys::nodes_slot()).await?;
    let client = Client::open(master.server)?;
    let line = timeout(super::link::CONNECTING, client.get_async_pubsub()).await.map_err(|_| LinkError::NoMaster)??;
    let (mut sink, mut stream) = line.split();
    sink.psubscribe(keys::FEEDS).await?;
    sink.subscribe(keys::calls(inner.node())).await?;
    if news.send(News::Gap).await.is_err() {
        return Ok(());
    }
    let mut missed = false;
    let mut pings = interval(PING);
    loop {
        tokio::select! {
            message = stream.next() => match message {
                Some(message) => on_message(inner, news, &message, &mut missed),
                None => return Ok(()),
            },
            _ = pings.tick() => {
                let answered = timeout(PING, sink.ping::<redis::Value>()).await;
                if !matches!(answered, Ok(Ok(_))) {
                    return Ok(());
                }
            }
        }
    }
}

/// Never waits: when this node does not keep up, news are dropped and a gap is told as soon as there is room.
fn on_message(inner: &Arc<Inner>, news: &mpsc::Sender<News>, message: &Msg, missed: &mut bool) {
    let Ok(text) = message.get_payload::<String>() else { return };
    let Some(one) = read(inner, message.get_channel_name(), &text) else { return };
    if *missed {
        *missed = news.try_send(News::Gap).is_err();
    }
    if news.try_send(one).is_err() {
        *missed = true;
    }
}

fn read(inner: &Arc<Inner>, channel: &str, text: &str) -> Option<News> {
    let Some(session) = keys::session_of(channel) else { return on_letter(inner, text) };
    let (kind, rest) = text.split_once(' ')?;
    match kind {
        "r" => Some(News::Row(session, board_record::decode(rest).ok()?)),
        "c" => {
            let mut words = rest.split(' ');
            let attempt = AttemptId::new(words.next()?);
            let epoch = words.next()?.parse().ok()?;
            let why = if words.next()? == "attached" { Why::Attached } else { Why::Adopted };
            let node = NodeId::new(words.next()?.split('/').next()?);
            Some(News::Claimed { place: Place { session, attempt }, epoch, node, why })
        }
        _ => None,
    }
}

fn on_letter(inner: &Arc<Inner>, text: &str) -> Option<News> {
    match call_record::decode(text) {
        Ok(Letter::Call { number, from, place, command }) => {
            let (reply, answer) = oneshot::channel();
            tokio::spawn(send_back(inner.clone(), from, number, answer));
            Some(News::Asked { place, command, reply })
        }
        Ok(Letter::Answer { number, answer }) => {
            inner.answered(number, answer);
            None
        }
        Err(error) => {
            tracing::warn!(%error, "a call of another node cannot be read");
            None
        }
    }
}

async fn send_back(
    inner: Arc<Inner>,
    to: NodeId,
    number: u64,
    answer: oneshot::Receiver<Result<crate::delivery::ports::Reply, NoAnswer>>,
) {
    let answer = answer.await.unwrap_or(Err(NoAnswer::NotReached));
    if inner.send(&to, &Letter::Answer { number, answer }).await.is_err() {
        tracing::warn!(node = %to, "an answer did not reach the node that asked");
    }
}
