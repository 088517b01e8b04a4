//! The only bridge between the wire and the domain. Copies out what a browser may see, checks what comes in.

pub mod candidate;
pub mod command;
pub mod item;
pub mod proctor;
