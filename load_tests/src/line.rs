//! One websocket: frames in the protocol's own types, both ways.

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use ukur::wire::candidate::{ClientMessage, ServerMessage};

use crate::site::{PATIENCE, Site};
use crate::trouble::Trouble;

/// The library's own buffer is 128 KiB for every connection.
const READ_BUFFER: usize = 2 * 1024;

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
        serde_json::from_str(&text).map_err(|_| Trouble::Garbled)
    }

    /// The next text frame.
    pub async fn text(&mut self) -> Result<String, Trouble> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
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
