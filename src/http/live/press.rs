//! A candidate's form as compressed bytes. Its pieces, an item in one order of its options or a stimulus, are rendered
//! and compressed once for a bank version; a form is its pieces one behind the other. So a hall that starts costs
//! copies of bytes, not four hundred times the rendering and compressing of the same items.
//!
//! A gzip member (RFC 1952) holds one deflate stream (RFC 1951). A piece ends with a full flush: on a byte boundary and
//! without a reference across it, so that pieces can stand in any order. What lies between them goes in stored blocks,
//! and the member's CRC-32 is combined out of those of its parts.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use crc32fast::Hasher;
use flate2::{Compress, Compression, FlushCompress, Status};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::delivery::sitting::Sitting;
use crate::delivery::supervisor::Supervisor;
use crate::domain::bank::Bank;
use crate::domain::form::{Form, FormItem, FormSection};
use crate::domain::ids::{BankVersion, ItemId, StimulusId};
use crate::wire::candidate::FormEnd;
use crate::wire::convert::item::{placed_view, stimuli_of, stimulus_view};

/// Pieces kept for one bank version: the shipped bank in every order of four options, many times over. What an item of
/// eight options makes beyond it is pressed anew each time.
const MAX_PIECES: usize = 50_000;
/// How often it is looked whether a session was opened.
const LOOK_FOR_SITTINGS: Duration = Duration::from_secs(1);
/// Header of a gzip member: deflate, no name, no time, unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// An empty final block, which ends the deflate stream.
const END: [u8; 2] = [3, 0];
/// The longest stored block.
const MAX_STORED: usize = 65_535;

/// The pieces of every bank version that was served.
#[derive(Default)]
pub struct Press(RwLock<HashMap<BankVersion, Arc<Pieces>>>);

#[derive(Default)]
struct Pieces {
    kept: RwLock<Kept>,
    /// A compressor holds a quarter of a megabyte: one for all pieces of a bank, one piece after the other.
    compressor: Mutex<Option<Compress>>,
}

#[derive(Default)]
struct Kept {
    /// By item, then by the order of its options as one number.
    items: HashMap<ItemId, HashMap<u64, Arc<Piece>>>,
    stimuli: HashMap<StimulusId, Arc<Piece>>,
    count: usize,
}

/// Compressed JSON of one part of a form.
struct Piece {
    deflated: Box<[u8]>,
    crc: Hasher,
    len: usize,
}

impl Press {
    /// The JSON of the form's open sections, gzipped: the same bytes as `form_view` gives, behind the compression.
    pub fn form(&self, form: &Form, bank: &Bank, end: &FormEnd, is_open: impl Fn(u16) -> bool) -> Vec<u8> {
        let pieces = self.pieces(&bank.version);
        let open: Vec<(u16, &FormSection)> =
            (0u16..).zip(&form.sections).filter(|(index, _)| is_open(*index)).collect();
        let mut member = Member::new();
        member.plain(b"{\"sections\":[");
        for (number, (index, section)) in open.iter().enumerate() {
            let comma = if number > 0 { "," } else { "" };
            member.plain(format!("{comma}{{\"index\":{index},\"items\":[").as_bytes());
            let known = section.items.iter().filter_map(|place| pieces.item(place, bank));
            member.list(known);
            member.plain(b"]}");
        }
        member.plain(b"],\"stimuli\":[");
        let stimuli = stimuli_of(open.iter().map(|(_, section)| *section), bank);
        member.list(stimuli.into_iter().filter_map(|id| pieces.stimulus(id, bank)));
        member.plain(b"],");
        // The rest of the object: `{"fingerprint":…}` without its first brace.
        member.plain(&json(end)[1..]);
        member.finish()
    }

    /// Presses what the forms of new sittings are made of, before anybody asks for them, until `stop` fires.
    pub async fn keep_ready(self: Arc<Self>, supervisor: Arc<Supervisor>, stop: CancellationToken) {
        let mut ready = HashSet::new();
        while stop.run_until_cancelled(tokio::time::sleep(LOOK_FOR_SITTINGS)).await.is_some() {
            let sittings = supervisor.sittings.all();
            for sitting in sittings.iter().filter(|sitting| !ready.contains(&sitting.session.id)) {
                self.prepare(sitting).await;
            }
            // Nothing of a bank stays that no session uses: it may be a locked one.
            self.write_kept().retain(|version, _| sittings.iter().any(|sitting| sitting.bank.version == *version));
            ready = sittings.iter().map(|sitting| sitting.session.id.clone()).collect();
        }
    }

    fn write_kept(&self) -> RwLockWriteGuard<'_, HashMap<BankVersion, Arc<Pieces>>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    async fn prepare(&self, sitting: &Sitting) {
        let pieces = self.pieces(&sitting.bank.version);
        // Items of a pool are asked for one by one, minutes apart, and most of them never.
        for seat in sitting.seats.values().filter(|seat| !seat.form.is_pool()) {
            seat.form.items().for_each(|place| drop(pieces.item(place, &sitting.bank)));
            // Nobody else waits longer than for one form.
            tokio::task::yield_now().await;
        }
    }

    fn pieces(&self, version: &BankVersion) -> Arc<Pieces> {
        if let Some(pieces) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(version) {
            return pieces.clone();
        }
        self.write_kept().entry(version.clone()).or_default().clone()
    }
}

impl Pieces {
    fn item(&self, place: &FormItem, bank: &Bank) -> Option<Arc<Piece>> {
        let order = packed(&place.order);
        let known = |kept: &Kept| kept.items.get(&place.id)?.get(&order?).cloned();
        if let Some(piece) = known(&self.read()) {
            return Some(piece);
        }
        let piece = self.pressed(&placed_view(bank.items.get(&place.id)?, place));
        let mut kept = self.write();
        if let Some(order) = order.filter(|_| kept.count < MAX_PIECES) {
            kept.count += 1;
            kept.items.entry(place.id.clone()).or_default().insert(order, piece.clone());
        }
        Some(piece)
    }

    fn stimulus(&self, id: &StimulusId, bank: &Bank) -> Option<Arc<Piece>> {
        if let Some(piece) = self.read().stimuli.get(id) {
            return Some(piece.clone());
        }
        let piece = self.pressed(&stimulus_view(bank.stimuli.get(id)?));
        self.write().stimuli.insert(id.clone(), piece.clone());
        Some(piece)
    }

    fn pressed(&self, part: &impl Serialize) -> Arc<Piece> {
        let mut compressor = self.compressor.lock().unwrap_or_else(PoisonError::into_inner);
        let compressor = compressor.get_or_insert_with(|| Compress::new(Compression::default(), false));
        Arc::new(Piece::of(part, compressor))
    }

    fn read(&self) -> RwLockReadGuard<'_, Kept> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Kept> {
        self.kept.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An order of up to sixteen options as one number, its length in front; `None`: too long to keep.
fn packed(order: &[u8]) -> Option<u64> {
    let fits = order.len() < 16 && order.iter().all(|index| *index < 16);
    fits.then(|| order.iter().fold(order.len() as u64, |packed, index| packed << 4 | u64::from(*index)))
}

impl Piece {
    fn of(part: &impl Serialize, compressor: &mut Compress) -> Self {
        let text = json(part);
        let mut crc = Hasher::new();
        crc.update(&text);
        Self { deflated: deflated(&text, compressor), crc, len: text.len() }
    }
}

/// Compressed up to a full flush.
fn deflated(text: &[u8], compress: &mut Compress) -> Box<[u8]> {
    compress.reset();
    let mut out = Vec::with_capacity(text.len() + 64);
    loop {
        let rest = &text[usize::try_from(compress.total_in()).unwrap_or(text.len())..];
        let done = compress.compress_vec(rest, &mut out, FlushCompress::Full);
        // Room left over means that the flush is complete.
        if !matches!(done, Ok(Status::Ok)) || out.len() < out.capacity() {
            return out.into_boxed_slice();
        }
        out.reserve(text.len());
    }
}

/// A gzip member as it grows.
struct Member {
    out: Vec<u8>,
    crc: Hasher,
    len: usize,
}

impl Member {
    fn new() -> Self {
        Self { out: HEADER.to_vec(), crc: Hasher::new(), len: 0 }
    }

    fn list(&mut self, pieces: impl Iterator<Item = Arc<Piece>>) {
        for (number, piece) in pieces.enumerate() {
            if number > 0 {
                self.plain(b",");
            }
            self.out.extend_from_slice(&piece.deflated);
            self.crc.combine(&piece.crc);
            self.len += piece.len;
        }
    }

    /// Stored blocks: a byte 0 (not the last, stored), the length and its complement, the bytes.
    fn plain(&mut self, text: &[u8]) {
        for block in text.chunks(MAX_STORED) {
            let len = u16::try_from(block.len()).unwrap_or(u16::MAX);
            self.out.push(0);
            self.out.extend_from_slice(&len.to_le_bytes());
            self.out.extend_from_slice(&(!len).to_le_bytes());
            self.out.extend_from_slice(block);
        }
        self.crc.update(text);
        self.len += text.len();
    }

    fn finish(mut self) -> Vec<u8> {
        self.out.extend_from_slice(&END);
        self.out.extend_from_slice(&self.crc.finalize().to_le_bytes());
        // The length modulo 2^32.
        self.out.extend_from_slice(&u32::try_from(self.len & 0xffff_ffff).unwrap_or(0).to_le_bytes());
        self.out
    }
}

/// The wire types hold only strings, numbers and lists: they always have a JSON form.
fn json(part: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(part).unwrap_or_default()
}
