//! Reads HTTP requests from a connection (RFC 9112). It takes bytes, and gives requests; it answers none, and reads no
//! body.
//!
//! `httparse` reads a head; this module says when it is complete, too long or too late. Each connection has a thread of
//! its own, so that a slow one delays no other.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Longest head of a request in bytes.
const LONGEST_HEAD: usize = 32 * 1024;

/// Most header fields of a request.
const MOST_FIELDS: usize = 100;

/// Timeout for a connection that sends nothing or reads nothing.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Longest time for a head, from its first byte, and for what is left of a body.
const LONGEST: Duration = Duration::from_secs(10);

/// Most bytes of a body that are read before its connection is closed, so that the browser sees the answer.
const MOST_DRAINED: usize = 1024 * 1024;

/// A connection of a browser.
pub(super) struct Connection {
    stream: TcpStream,
    /// Bytes after the last request.
    read: Vec<u8>,
}

/// The head of a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    pub method: String,
    pub target: String,
    fields: Vec<(String, String)>,
    /// Whether the browser waits for further answers on this connection.
    pub persistence: Persistence,
    /// Length of the body in bytes. The largest number if it is not known before.
    pub body: u64,
}

/// Whether a connection is used for further requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Persistence {
    #[default]
    Close,
    KeepAlive,
}

/// Why there is no request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoRequest {
    /// The browser has closed the connection, or sends nothing.
    Ended,
    /// The request is refused with this status and reason.
    Refused(u16, &'static str),
}

impl Request {
    /// Returns the value of a header field; the first one of several.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Reads a head. Also returns its length. `None` if it is incomplete.
    fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, NoRequest> {
        let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
        let mut head = httparse::Request::new(&mut fields);
        let length = match head.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(httparse::Error::TooManyHeaders) => return Err(TOO_LARGE),
            Err(httparse::Error::Version) => return Err(NoRequest::Refused(505, "HTTP Version Not Supported")),
            Err(_) => return Err(MALFORMED),
        };
        let mut request = Self {
            method: head.method.unwrap_or_default().to_owned(),
            target: head.path.unwrap_or_default().to_owned(),
            ..Self::default()
        };
        let fields = head.headers.iter();
        request.fields = fields
            .map(|field| (field.name.to_owned(), String::from_utf8_lossy(field.value).trim().to_owned()))
            .collect();
        request.body = match (request.header("Transfer-Encoding"), request.header("Content-Length")) {
            (Some(_), _) => u64::MAX,
            (None, Some(length)) => length.parse().map_err(|_| MALFORMED)?,
            (None, None) => 0,
        };
        let asked = request.header("Connection").unwrap_or_default().to_ascii_lowercase();
        // What follows a body is not read.
        if head.version == Some(1) && request.body == 0 && !asked.contains("close") && !asked.contains("upgrade") {
            request.persistence = Persistence::KeepAlive;
        }
        Ok(Some((request, length)))
    }
}

const MALFORMED: NoRequest = NoRequest::Refused(400, "Bad Request");
const TOO_LARGE: NoRequest = NoRequest::Refused(431, "Request Header Fields Too Large");

impl Connection {
    /// Takes a connection.
    ///
    /// # Errors
    /// When the system refuses the timeouts.
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_read_timeout(Some(TIMEOUT))?;
        stream.set_write_timeout(Some(TIMEOUT))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::new() })
    }

    /// Waits for the next request.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub(super) fn next(&mut self) -> Result<Request, NoRequest> {
        let mut first_byte = None;
        loop {
            if !self.read.is_empty() {
                if let Some((request, length)) = Request::parse(&self.read)? {
                    self.read.drain(..length);
                    return Ok(request);
                }
                if self.read.len() > LONGEST_HEAD {
                    let has_line = self.read.contains(&b'\n');
                    return Err(if has_line { TOO_LARGE } else { NoRequest::Refused(414, "URI Too Long") });
                }
                if first_byte.get_or_insert_with(Instant::now).elapsed() > LONGEST {
                    return Err(NoRequest::Refused(408, "Request Timeout"));
                }
            }
            let mut bytes = [0; 4096];
            match self.stream.read(&mut bytes) {
                Ok(0) => return Err(NoRequest::Ended),
                Ok(length) => self.read.extend_from_slice(&bytes[..length]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Err(NoRequest::Ended),
            }
        }
    }

    /// Sends bytes. Returns whether they were sent: the browser may have closed the connection, which is not an error.
    pub(super) fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).and_then(|()| self.stream.flush()).is_ok()
    }

    /// Ends the connection after the last answer. What the browser still sends is read for a while: to close at once
    /// would make the system drop the answer too (RFC 9112, section 9.6).
    pub(super) fn end(mut self) {
        if self.stream.shutdown(Shutdown::Write).is_err() {
            return;
        }
        let began = Instant::now();
        let mut left = MOST_DRAINED;
        let mut bytes = [0; 4096];
        while let Ok(length @ 1..) = self.stream.read(&mut bytes) {
            left = left.saturating_sub(length);
            if left == 0 || began.elapsed() > LONGEST {
                return;
            }
        }
    }

    /// Returns the writing side, for a stream of events.
    pub(super) fn into_writer(self) -> Box<dyn Write + Send> {
        Box::new(self.stream)
    }

    /// Returns the address of the browser.
    pub(super) fn browser(&self) -> Option<SocketAddr> {
        self.stream.peer_addr().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(head: &str) -> Request {
        let (request, length) = Request::parse(head.as_bytes()).expect("valid").expect("complete");
        assert_eq!(length, head.len());
        request
    }

    #[test]
    fn heads_are_read() {
        let request = parsed("GET /a?b=c HTTP/1.1\r\nHOST: x:1 \r\nhost: y\r\n\r\n");
        assert_eq!((request.method.as_str(), request.target.as_str()), ("GET", "/a?b=c"));
        assert_eq!((request.header("Host"), request.header("Range")), (Some("x:1"), None));
        assert_eq!((request.persistence, request.body), (Persistence::KeepAlive, 0));
        for head in [
            "GET / HTTP/1.0\r\n\r\n",
            "GET / HTTP/1.1\r\nConnection: Close\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
        ] {
            assert_eq!(parsed(head).persistence, Persistence::Close, "{head}");
        }
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let refused = |head: &str| match Request::parse(head.as_bytes()) {
            Err(NoRequest::Refused(status, _)) => status,
            other => panic!("{head}: {other:?}"),
        };
        assert_eq!(refused("\u{0}\u{1}\r\n\r\n"), 400);
        assert_eq!(refused("GET / HTTP/2.0\r\n\r\n"), 505);
        assert_eq!(refused("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"), 400);
        assert_eq!(refused(&format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(MOST_FIELDS + 1))), 431);
        assert_eq!(Request::parse(b"GET / HTTP/1.1\r\nHost: x\r\n"), Ok(None));
    }
}
