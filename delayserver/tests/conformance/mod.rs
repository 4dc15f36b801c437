//! What every delay server does, however it is built: a function for each behaviour, over the
//! address of a server with a limit of 60 s for delays.
//!
//! Another crate's tests take part with
//!
//! ```ignore
//! #[path = "../../delayserver/tests/conformance/mod.rs"]
//! mod conformance;
//! conformance::conform!(start().unwrap());
//! ```
//!
//! where the expression is a server with a method `addr()` that ends when it is dropped.

pub mod client;

use client::{Reply, ask, get, reply, send};
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Makes a test of each behaviour, each with a server of its own.
macro_rules! conform {
    ($start:expr) => {
        $crate::conformance::conform! { $start;
            answers_with_the_message,
            answers_no_sooner_than_asked,
            says_its_length_and_closes_and_gives_no_date,
            decodes_the_message,
            refuses_a_message_that_is_not_utf8,
            refuses_a_path_that_it_cannot_parse,
            refuses_a_delay_over_the_limit,
            refuses_other_methods,
            refuses_what_is_not_http,
            refuses_a_head_that_does_not_end,
            understands_a_request_in_pieces,
            answers_many_at_once,
            outlives_a_client_that_leaves_within_its_request,
            outlives_a_client_that_leaves_while_it_waits,
        }
    };
    ($start:expr; $($behaviour:ident,)*) => {
        $(
            #[test]
            fn $behaviour() {
                let server = $start;
                $crate::conformance::$behaviour(server.addr());
            }
        )*
    };
}
pub(crate) use conform;

pub fn answers_with_the_message(addr: SocketAddr) {
    let reply = get(addr, "/1/request-0");
    assert_eq!((reply.status, reply.body.as_str()), (200, "request-0"));
}

pub fn answers_no_sooner_than_asked(addr: SocketAddr) {
    let before = Instant::now();
    get(addr, "/30/late");
    assert!(before.elapsed() >= Duration::from_millis(30));
}

pub fn says_its_length_and_closes_and_gives_no_date(addr: SocketAddr) {
    for path in ["/0/h%C3%A9", "/nonsense"] {
        let Reply { fields, body, .. } = get(addr, path);
        let fields: Vec<&str> = fields.lines().collect();
        assert!(fields.contains(&format!("content-length: {}", body.len()).as_str()));
        assert!(fields.contains(&"content-type: text/plain; charset=utf-8"));
        assert!(fields.contains(&"connection: close"));
        assert!(!fields.iter().any(|field| field.starts_with("date:")));
    }
}

pub fn decodes_the_message(addr: SocketAddr) {
    assert_eq!(get(addr, "/0/h%C3%A9llo%20w%6Frld").body, "héllo world");
    assert_eq!(get(addr, "/0/a%2Fb%3Fc%25").body, "a/b?c%");
}

pub fn refuses_a_message_that_is_not_utf8(addr: SocketAddr) {
    refuses(addr, "/0/%FF%FE");
    refuses(addr, "/0/%C3");
}

pub fn refuses_a_path_that_it_cannot_parse(addr: SocketAddr) {
    for path in ["/", "/1000", "/soon/x", "/-1/x", "/+1/x", "/1.5/x", "//x"] {
        refuses(addr, path);
    }
}

pub fn refuses_a_delay_over_the_limit(addr: SocketAddr) {
    refuses(addr, "/60001/x");
    refuses(addr, "/99999999999999999999999999/x");
}

pub fn refuses_other_methods(addr: SocketAddr) {
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let request = format!("{method} /0/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let reply = reply(send(addr, request.as_bytes()));
        assert!([400, 405].contains(&reply.status), "{method}: {reply:?}");
        assert_is_a_sentence(&reply);
    }
}

pub fn refuses_what_is_not_http(addr: SocketAddr) {
    for bytes in [
        "hello?\r\n\r\n",
        "GET /0/x\r\n\r\n",
        "GET /0/x SPDY/3\r\n\r\n",
    ] {
        let reply = reply(send(addr, bytes.as_bytes()));
        assert_eq!(reply.status, 400, "{bytes:?}");
        assert_is_a_sentence(&reply);
    }
}

pub fn refuses_a_head_that_does_not_end(addr: SocketAddr) {
    let mut head = b"GET /0/x HTTP/1.1\r\nX-Padding: ".to_vec();
    head.resize(8 * 1024, b'x');
    let reply = reply(send(addr, &head));
    assert!([400, 431].contains(&reply.status), "{reply:?}");
    assert_is_a_sentence(&reply);
}

pub fn understands_a_request_in_pieces(addr: SocketAddr) {
    let mut stream = TcpStream::connect(addr).expect("the server listens");
    stream.set_nodelay(true).expect("the socket is open");
    for byte in b"GET /0/pieces HTTP/1.1\r\nHost: localhost\r\n\r\n" {
        stream.write_all(&[*byte]).expect("the server reads");
    }
    assert_eq!(reply(stream).body, "pieces");
}

pub fn answers_many_at_once(addr: SocketAddr) {
    let all: Vec<TcpStream> = (0..40)
        .map(|number| ask(addr, &format!("/20/request-{number}")))
        .collect();
    for (number, stream) in all.into_iter().enumerate() {
        assert_eq!(reply(stream).body, format!("request-{number}"));
    }
}

pub fn outlives_a_client_that_leaves_within_its_request(addr: SocketAddr) {
    drop(TcpStream::connect(addr).expect("the server listens"));
    drop(send(addr, b"GET /0/ha"));
    assert_eq!(get(addr, "/0/next").body, "next");
}

pub fn outlives_a_client_that_leaves_while_it_waits(addr: SocketAddr) {
    drop(ask(addr, "/5/nobody"));
    assert_eq!(get(addr, "/10/somebody").body, "somebody");
}

fn refuses(addr: SocketAddr, path: &str) {
    let reply = get(addr, path);
    assert_eq!(reply.status, 400, "{path}");
    assert_is_a_sentence(&reply);
}

fn assert_is_a_sentence(reply: &Reply) {
    assert!(reply.body.ends_with('.'), "{reply:?}");
    assert!(!reply.body.contains('\n'), "{reply:?}");
}
