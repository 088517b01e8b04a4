//! One row of a candidate list to a candidate.

use super::columns::Column;
use super::sheet::RawRow;
use crate::domain::ids::{AttemptId, SessionId};
use crate::domain::item::JobFamily;
use crate::domain::nip::{self, Oddity};
use crate::domain::session::Enrolment;
use crate::planning::fault::{Fault, Faults};

const MAX_EXTRA_PERCENT: u16 = 200;

/// What a row says. Wrong cells are told and read as empty, so that one pass finds every fault of the file.
pub(super) fn candidate(
    row: &RawRow,
    session: &SessionId,
    attempt: AttemptId,
    faults: &mut Faults,
    warnings: &mut Faults,
) -> Enrolment {
    Enrolment {
        attempt,
        session: session.clone(),
        nip: nip(row, faults, warnings),
        name: required(row, Column::Name, faults),
        unit: required(row, Column::Unit, faults),
        job_family: job_family(row, faults),
        email: email(row, faults),
        extra_time_percent: extra_time(row, faults),
        room: optional(row, Column::Room),
        seat: optional(row, Column::Seat),
    }
}

fn nip(row: &RawRow, faults: &mut Faults, warnings: &mut Faults) -> String {
    let Some(nip) = nip::normalise(row.cell(Column::Nip)) else {
        // The cell itself is not repeated: a NIP is personal data, and this text may land in a log.
        faults.push(fault(row, Column::Nip, "not_a_nip", "must have exactly 18 digits"));
        return String::new();
    };
    for oddity in nip::oddities(&nip) {
        let (code, detail) = match oddity {
            Oddity::BirthDate => ("odd_birth_date", "digits 1 to 8 are no date of birth"),
            Oddity::AppointmentDate => ("odd_appointment_date", "digits 9 to 14 are no month of appointment"),
        };
        warnings.push(fault(row, Column::Nip, code, detail));
    }
    nip
}

fn required(row: &RawRow, column: Column, faults: &mut Faults) -> String {
    let cell = row.cell(column);
    if cell.is_empty() {
        faults.push(fault(row, column, "missing", "must not be empty"));
    }
    cell.to_owned()
}

fn optional(row: &RawRow, column: Column) -> Option<String> {
    Some(row.cell(column)).filter(|cell| !cell.is_empty()).map(str::to_owned)
}

fn job_family(row: &RawRow, faults: &mut Faults) -> Option<JobFamily> {
    let name = row.cell(Column::JobFamily).to_lowercase();
    let family = JobFamily::from_name(&name);
    if family.is_none() && !name.is_empty() {
        let detail = "pimpinan, administrator, pengawas, fungsional, pelaksana, or empty";
        faults.push(fault(row, Column::JobFamily, "unknown_job_group", detail));
    }
    family
}

fn email(row: &RawRow, faults: &mut Faults) -> Option<String> {
    let email = optional(row, Column::Email)?;
    if !is_email(&email) {
        faults.push(fault(row, Column::Email, "not_an_email", "not the shape of an address"));
    }
    Some(email)
}

/// A coarse shape: mail itself decides whether an address exists.
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let plain = !text.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"'));
    let labels = host.split('.').count() >= 2 && host.split('.').all(|label| !label.is_empty());
    plain && !name.is_empty() && labels && !host.contains('@')
}

fn extra_time(row: &RawRow, faults: &mut Faults) -> u16 {
    let cell = row.cell(Column::ExtraTime);
    let number = cell.strip_suffix('%').unwrap_or(cell).trim();
    if number.is_empty() && cell.is_empty() {
        return 0;
    }
    let digits = number.bytes().all(|b| b.is_ascii_digit());
    let percent = number.parse().ok().filter(|percent| digits && *percent <= MAX_EXTRA_PERCENT);
    if percent.is_none() {
        faults.push(fault(row, Column::ExtraTime, "out_of_range", "a whole number from 0 to 200"));
    }
    percent.unwrap_or(0)
}

fn fault(row: &RawRow, column: Column, code: &'static str, detail: &str) -> Fault {
    Fault::at(row.line, column.name(), code, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planning::candidates::sheet;

    const HEADER: &str = "nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi\n";

    fn read(line: &str) -> (Enrolment, Vec<&'static str>, Vec<&'static str>) {
        let (mut faults, mut warnings) = (Faults::default(), Faults::default());
        let rows = sheet::read(format!("{HEADER}{line}\n").as_bytes(), &mut faults);
        let session = SessionId::new("s");
        let candidate = candidate(&rows[0], &session, AttemptId::new("a"), &mut faults, &mut warnings);
        let codes = |faults: Faults| faults.into_vec().iter().map(|f| f.code).collect();
        (candidate, codes(faults), codes(warnings))
    }

    #[test]
    fn a_full_row() {
        let (c, faults, warnings) =
            read("19800101 200501 1 001, Petugas ,Dinas A,Pelaksana,petugas@dinas.go.id,30 %,Ruang 1,A-01");
        assert_eq!((faults, warnings), (vec![], vec![]));
        assert_eq!((c.nip.as_str(), c.name.as_str()), ("198001012005011001", "Petugas"));
        assert_eq!((c.job_family, c.extra_time_percent), (Some(JobFamily::Pelaksana), 30));
        assert_eq!((c.room.as_deref(), c.seat.as_deref()), (Some("Ruang 1"), Some("A-01")));
    }

    #[test]
    fn an_empty_row_but_for_what_is_required() {
        let (c, faults, _) = read("198001012005011001,Petugas,Dinas A,,,,,");
        assert_eq!(faults, Vec::<&str>::new());
        assert_eq!((c.job_family, c.email, c.extra_time_percent, c.room), (None, None, 0, None));
    }

    #[test]
    fn every_wrong_cell_is_found_in_one_pass() {
        let (_, faults, _) = read("123,,,direktur,ani@,201,,");
        assert_eq!(faults, ["not_a_nip", "missing", "missing", "unknown_job_group", "not_an_email", "out_of_range"]);
    }

    #[test]
    fn an_impossible_date_is_only_a_warning() {
        let (_, faults, warnings) = read("198013012005131001,Petugas,Dinas A,,,,,");
        assert_eq!(faults, Vec::<&str>::new());
        assert_eq!(warnings, ["odd_birth_date", "odd_appointment_date"]);
    }

    #[test]
    fn numbers_and_addresses_that_pretend() {
        for percent in ["-1", "+5", "1e2", "12.5", "%", "٣", "99999999999999999999"] {
            assert_eq!(read(&format!("198001012005011001,A,U,,,{percent},,")).1, ["out_of_range"], "{percent}");
        }
        for email in ["a", "@b.c", "a@b", "a@b..c", "a b@c.d", "a@b@c.d", "<a@b.c>"] {
            assert_eq!(read(&format!("198001012005011001,A,U,,{email},,,")).1, ["not_an_email"], "{email}");
        }
    }
}
