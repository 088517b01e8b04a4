//! The columns of a candidate list.

use crate::planning::fault::{Fault, Faults};

/// `GET /api/candidates/template.csv`: the header and one example.
pub const CSV_TEMPLATE: &str = "\u{feff}nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi\r\n\
    19800101 200501 1 001,Contoh Nama,Dinas Contoh,pelaksana,contoh@example.go.id,0,Ruang 1,A-01\r\n";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Nip,
    Name,
    Unit,
    JobFamily,
    Email,
    ExtraTime,
    Room,
    Seat,
}

impl Column {
    pub(super) const ALL: [Self; 8] =
        [Self::Nip, Self::Name, Self::Unit, Self::JobFamily, Self::Email, Self::ExtraTime, Self::Room, Self::Seat];
    const REQUIRED: [Self; 3] = [Self::Nip, Self::Name, Self::Unit];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nip => "nip",
            Self::Name => "nama",
            Self::Unit => "unit",
            Self::JobFamily => "kelompok_jabatan",
            Self::Email => "email",
            Self::ExtraTime => "tambahan_waktu_persen",
            Self::Room => "ruang",
            Self::Seat => "kursi",
        }
    }

    /// Reads a header, in any order; columns that are not required may be absent.
    pub(super) fn read_header<'a>(cells: impl Iterator<Item = &'a str>, faults: &mut Faults) -> Vec<Option<Self>> {
        let header: Vec<Option<Self>> = cells.map(|cell| Self::named(cell, faults)).collect();
        for column in Self::ALL {
            let count = header.iter().filter(|found| **found == Some(column)).count();
            if count > 1 {
                faults.push(Fault::at(1, column.name(), "duplicate_column", "the header names it twice"));
            }
            if count == 0 && Self::REQUIRED.contains(&column) {
                faults.push(Fault::at(1, column.name(), "missing_column", "the header must name it"));
            }
        }
        header
    }

    fn named(cell: &str, faults: &mut Faults) -> Option<Self> {
        let name = cell.trim().to_lowercase();
        let column = Self::ALL.into_iter().find(|column| column.name() == name);
        if column.is_none() && !name.is_empty() {
            let shown: String = name.chars().take(40).collect();
            faults.push(Fault::at(1, &shown, "unknown_column", "not a column of a candidate list"));
        }
        column
    }
}
