// Words of the frame: navigation, trail, page names.
import { translator } from '../../lib/i18n';
import { language } from '../../lib/staff/language';

const words = {
  admin: { id: 'Admin', en: 'Administrator' },
  nav: { id: 'Navigasi utama', en: 'Main navigation' },
  menu: { id: 'Menu', en: 'Menu' },
  trail: { id: 'Anda berada di', en: 'You are here' },
  session_pages: { id: 'Bagian sesi', en: 'Parts of the session' },
  g_plan: { id: 'Perencanaan', en: 'Planning' },
  g_library: { id: 'Pustaka', en: 'Library' },
  g_rooms: { id: 'Ruang lain', en: 'Other rooms' },
  events: { id: 'Kegiatan', en: 'Events' },
  all_events: { id: 'Semua kegiatan ({n})', en: 'All events ({n})' },
  results: { id: 'Hasil', en: 'Results' },
  bank: { id: 'Bank soal', en: 'Item bank' },
  blueprints: { id: 'Rancangan tes', en: 'Blueprints' },
  staff: { id: 'Staf', en: 'Staff' },
  log: { id: 'Catatan umum', en: 'General log' },
  board: { id: 'Papan pengawas', en: 'Proctor board' },
  p_session: { id: 'Ringkasan', en: 'Overview' },
  p_candidates: { id: 'Peserta', en: 'Candidates' },
  p_cards: { id: 'Kartu akses', en: 'Access cards' },
  p_results: { id: 'Hasil', en: 'Results' },
  p_rescoring: { id: 'Nilai ulang', en: 'Score again' },
  p_audit: { id: 'Catatan', en: 'Log' },
  attempt: { id: 'Hasil peserta', en: 'Candidate’s result' },
  unknown: { id: 'Halaman ini tidak ada', en: 'This page does not exist' },
  unknown_hint: { id: 'Alamatnya keliru, atau kegiatan atau sesinya sudah dihapus.', en: 'The address is wrong, or the event or session has been deleted.' },
  to_events: { id: 'Ke daftar kegiatan', en: 'To the list of events' },
  results_title: { id: 'Hasil menurut sesi', en: 'Results by session' },
  results_lead: { id: 'Hasil dihitung begitu seorang peserta selesai. Pilih sesinya.', en: 'A result is computed as soon as a candidate has finished. Choose the session.' },
  results_none: { id: 'Belum ada sesi yang dibuka', en: 'No session has been opened yet' },
  results_none_hint: { id: 'Hasil muncul setelah sesi dibuka dan peserta pertama selesai.', en: 'Results appear once a session is open and the first candidate has finished.' },
  finished_of: { id: '{n} dari {all} peserta selesai', en: '{n} of {all} candidates finished' },
};
export const t = translator(words, language);
