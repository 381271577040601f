//! A client that keeps its connection.

use core::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::setting::Someone;

/// A connection.
pub(crate) struct Client {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, read: Vec::with_capacity(16 << 10) }
    }

    /// Sends a request and reads the answer: its body, which must be that of a success.
    pub(crate) async fn get(&mut self, path: &str, by: &Someone) -> String {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: here\r\nauthorization: Bearer {}\r\n\r\n", by.token.reveal());
        self.stream.write_all(request.as_bytes()).await.unwrap();
        self.read.clear();
        loop {
            assert_ne!(self.stream.read_buf(&mut self.read).await.unwrap(), 0, "the server has hung up");
            let text = core::str::from_utf8(&self.read).unwrap();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            assert!(head.starts_with("HTTP/1.1 200"), "{text}");
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            if body.len() == length.parse::<usize>().unwrap() {
                return body.to_owned();
            }
        }
    }
}
