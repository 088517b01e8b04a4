//! ZIP archives of strangers, read within bounds that are counted while inflating.
