//! Own-format text → `ItemSource`, forgiving: what a strict reading would refuse is kept or left empty.
