//! Bytes of strangers → text: byte-order marks, UTF-16, Windows-1252.
