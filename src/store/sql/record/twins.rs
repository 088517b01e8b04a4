//! Twins that need no thought: the same fields, under names that stay.

/// `Twin = Record { field: type, … }`: a serde struct, and both ways between it and the plain record.
macro_rules! twins {
    ($($twin:ident = $kind:ident { $($field:ident: $type:ty),* $(,)? })*) => {$(
        #[derive(Serialize, Deserialize)]
        struct $twin { $($field: $type),* }

        impl From<$kind> for $twin {
            fn from(record: $kind) -> Self {
                let $kind { $($field),* } = record;
                Self { $($field),* }
            }
        }

        impl From<$twin> for $kind {
            fn from(twin: $twin) -> Self {
                let $twin { $($field),* } = twin;
                Self { $($field),* }
            }
        }
    )*};
}

pub(super) use twins;
