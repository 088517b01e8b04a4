//! `ItemSource` → own-format text.
