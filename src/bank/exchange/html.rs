//! HTML of strangers → Markdown of ours.
