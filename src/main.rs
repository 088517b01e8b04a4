//! Parse the command line, load the settings, run one command.
fn main() {}
