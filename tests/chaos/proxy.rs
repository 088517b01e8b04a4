//! A link that can be spoiled: bytes go through a small TCP proxy that can hold them back in either direction, slow
//! them down, or cut every connection.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Bytes carried at once.
const BUFFER: usize = 16 * 1024;

/// What happens to bytes in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    #[default]
    Pass,
    /// A black hole; what was held comes late when it ends, as TCP does.
    Hold,
    Slow(Duration),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weather {
    /// Towards the server, and back.
    pub up: Flow,
    pub down: Flow,
    /// No connection comes through.
    pub cut: bool,
    /// Rises when every connection of now is to be cut.
    pub storm: u64,
}

pub struct Proxy {
    pub port: u16,
    weather: Arc<watch::Sender<Weather>>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    pub async fn to(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let weather = Arc::new(watch::Sender::new(Weather::default()));
        let accepting = tokio::spawn(accept(listener, target, weather.clone()));
        Self { port, weather, accepting }
    }

    pub fn set(&self, up: Flow, down: Flow) {
        self.weather.send_modify(|weather| (weather.up, weather.down) = (up, down));
    }

    pub fn cut(&self, cut: bool) {
        self.weather.send_modify(|weather| weather.cut = cut);
    }

    /// Cuts every connection of now; new ones are let through.
    pub fn storm(&self) {
        self.weather.send_modify(|weather| weather.storm += 1);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, target: u16, weather: Arc<watch::Sender<Weather>>) {
    loop {
        let Ok((near, _)) = listener.accept().await else { continue };
        if !weather.borrow().cut {
            tokio::spawn(carry(near, target, weather.subscribe()));
        }
    }
}

async fn carry(near: TcpStream, target: u16, mut weather: watch::Receiver<Weather>) {
    let born = weather.borrow().storm;
    let Ok(far) = TcpStream::connect(("127.0.0.1", target)).await else { return };
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    let ((near_read, near_write), (far_read, far_write)) = (near.into_split(), far.into_split());
    let up = pump(near_read, far_write, weather.clone(), |weather| weather.up);
    let down = pump(far_read, near_write, weather.clone(), |weather| weather.down);
    tokio::select! {
        _ = async { tokio::join!(up, down) } => {}
        _ = weather.wait_for(|weather| weather.cut || weather.storm != born) => {}
    }
}

async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut weather: watch::Receiver<Weather>,
    flow: fn(&Weather) -> Flow,
) {
    let mut buffer = vec![0; BUFFER];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let Ok(now) = weather.wait_for(|weather| flow(weather) != Flow::Hold).await.map(|weather| flow(&weather))
        else {
            return;
        };
        if let Flow::Slow(delay) = now {
            tokio::time::sleep(delay).await;
        }
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
    let _ = to.shutdown().await;
}
