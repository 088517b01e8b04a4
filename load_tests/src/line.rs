//! One websocket: frames in the protocol's own types, both ways.

use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use ukur::wire::candidate::{ClientMessage, ServerMessage};
use ukur::wire::number::{ClientSeq, InstantMs, Seq};

use crate::site::{PATIENCE, Site};
use crate::trouble::Trouble;

/// The library's own buffer is 128 KiB for every connection.
const READ_BUFFER: usize = 2 * 1024;

/// How the server begins an ack.
const ACK: &str = r#"{"type":"ack","#;

/// `ServerMessage::Ack` by itself.
#[derive(Deserialize)]
struct Ack {
    client_seq: ClientSeq,
    seq: Seq,
    server_ms: InstantMs,
}

impl Ack {
    fn message(self) -> ServerMessage {
        ServerMessage::Ack { client_seq: self.client_seq, seq: self.seq, server_ms: self.server_ms }
    }
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> serde_json::Result<T> {
    serde_json::from_str(text)
}

pub struct Line(WebSocketStream<TcpStream>);

impl Line {
    /// `path` with its query; `cookie` for staff.
    pub async fn open(site: &Site, path: &str, cookie: Option<&str>) -> Result<Self, Trouble> {
        let opening = async {
            let stream = TcpStream::connect(site.address).await.map_err(|_| Trouble::Line)?;
            stream.set_nodelay(true).map_err(|_| Trouble::Line)?;
            let url = format!("{}{path}", site.base.replacen("http", "ws", 1));
            let mut request = url.into_client_request().map_err(|_| Trouble::Garbled)?;
            let header = |text: &str| HeaderValue::from_str(text).map_err(|_| Trouble::Garbled);
            request.headers_mut().insert("origin", header(&site.base)?);
            // Only the candidates' protocol has a name.
            match cookie {
                Some(cookie) => request.headers_mut().insert("cookie", header(cookie)?),
                None => request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("ukur.v1")),
            };
            let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER).write_buffer_size(0);
            let opened = client_async_with_config(request, stream, Some(config)).await;
            opened.map(|(line, _)| Self(line)).map_err(|_| Trouble::Line)
        };
        timeout(PATIENCE, opening).await.unwrap_or(Err(Trouble::Silence))
    }

    pub async fn say(&mut self, message: &ClientMessage) -> Result<(), Trouble> {
        let frame = serde_json::to_string(message).map_err(|_| Trouble::Garbled)?;
        self.send_text(frame).await
    }

    /// Any text, for servers that speak no protocol.
    pub async fn send_text(&mut self, frame: String) -> Result<(), Trouble> {
        self.0.send(Message::Text(frame.into())).await.map_err(|_| Trouble::Line)
    }

    /// The next message of the candidate's protocol.
    pub async fn hear(&mut self) -> Result<ServerMessage, Trouble> {
        let text = self.text().await?;
        // Nearly all there is to hear; read without the buffering that a tagged choice needs, because the people must leave
        // the machine to the server.
        let message = if text.starts_with(ACK) { read(&text).map(Ack::message) } else { read(&text) };
        message.map_err(|_| Trouble::Garbled)
    }

    /// The next text frame.
    pub async fn text(&mut self) -> Result<Utf8Bytes, Trouble> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Trouble::Line),
                Some(Ok(_)) => {}
            }
        }
    }

    /// Takes leave properly.
    pub async fn close(mut self) {
        let _ = timeout(PATIENCE, self.0.close(None)).await;
    }

    /// Cuts the line as a switch without power does: nothing is said.
    pub fn cut(self) {
        drop(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ack_is_heard_as_the_server_writes_it() {
        let ack = ServerMessage::Ack { client_seq: ClientSeq(3), seq: Seq(7), server_ms: InstantMs(11) };
        let text = serde_json::to_string(&ack).unwrap();
        assert!(text.starts_with(ACK), "{text}");
        let ServerMessage::Ack { client_seq, seq, server_ms } = read(&text).map(Ack::message).unwrap() else {
            panic!()
        };
        assert_eq!((client_seq, seq, server_ms), (ClientSeq(3), Seq(7), InstantMs(11)));
    }
}
