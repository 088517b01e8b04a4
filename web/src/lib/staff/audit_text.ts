// Words of the log: its columns, and every act that the server writes down.
import { translator } from '../i18n';
import { language } from './language';

const words = {
  caption: { id: 'Catatan tindakan', en: 'Log of actions' },
  at: { id: 'Waktu', en: 'Time' },
  who: { id: 'Petugas', en: 'By' },
  action: { id: 'Tindakan', en: 'Action' },
  subject: { id: 'Peserta atau hal', en: 'Candidate or subject' },
  reason: { id: 'Alasan', en: 'Reason' },
  detail: { id: 'Rincian', en: 'Detail' },
  empty: { id: 'Belum ada tindakan yang dicatat pada sesi ini.', en: 'No action has been logged in this session yet.' },
  refresh: { id: 'Muat ulang', en: 'Reload' },
  act_admit: { id: 'Izinkan masuk', en: 'Admit' },
  act_start: { id: 'Mulai', en: 'Start' },
  act_suspend: { id: 'Tangguhkan', en: 'Suspend' },
  act_resume: { id: 'Lanjutkan', en: 'Resume' },
  act_extend: { id: 'Tambah waktu', en: 'Extend time' },
  act_reset_login: { id: 'Atur ulang login', en: 'Reset login' },
  act_message: { id: 'Kirim pesan', en: 'Message' },
  act_answer_call: { id: 'Panggilan dijawab', en: 'Call answered' },
  act_end: { id: 'Akhiri', en: 'End' },
  act_void: { id: 'Batalkan', en: 'Void' },
  act_candidate_signed_in: { id: 'Peserta masuk', en: 'Candidate signed in' },
  act_candidate_withdrawn: { id: 'Peserta dihapus', en: 'Candidate removed' },
  act_candidates_imported: { id: 'Peserta diimpor', en: 'Candidates imported' },
  act_cards_printed: { id: 'Kartu akses dibuka', en: 'Access cards opened' },
  act_session_added: { id: 'Sesi dibuat', en: 'Session created' },
  act_session_changed: { id: 'Sesi diubah', en: 'Session changed' },
  act_session_deleted: { id: 'Sesi dihapus', en: 'Session deleted' },
  act_session_opened: { id: 'Sesi dibuka', en: 'Session opened' },
  act_session_closed: { id: 'Sesi ditutup', en: 'Session closed' },
  act_emergency_loaded: { id: 'Berkas darurat dimuat', en: 'Emergency file loaded' },
  act_results_exported: { id: 'Hasil diekspor', en: 'Results exported' },
  act_responses_exported: { id: 'Jawaban diekspor', en: 'Responses exported' },
  act_rescoring_proposed: { id: 'Penilaian ulang diusulkan', en: 'Rescoring proposed' },
  act_rescoring_published: { id: 'Penilaian ulang diterbitkan', en: 'Rescoring published' },
  act_rescoring_withdrawn: { id: 'Usulan penilaian ulang ditarik', en: 'Rescoring withdrawn' },
  act_bank_added: { id: 'Bank didaftarkan', en: 'Bank registered' },
  act_bank_founded: { id: 'Bank dibuat', en: 'Bank created' },
  act_bank_reshaped: { id: 'Susunan bank diubah', en: 'Outline of a bank changed' },
  act_bank_adopted: { id: 'Bank diambil ke ruang soal', en: 'Bank taken into the item room' },
  act_bank_protection_begun: { id: 'Perlindungan bank dimulai', en: 'Protection of a bank begun' },
  act_bank_protected: { id: 'Bank dilindungi', en: 'Bank protected' },
  act_bank_unlock_begun: { id: 'Pembukaan bank dimulai', en: 'Unlocking of a bank begun' },
  act_bank_unlock_refused: { id: 'Pembukaan bank ditolak', en: 'Unlocking of a bank refused' },
  act_bank_unlocked: { id: 'Kunci bank dibuka', en: 'Bank unlocked' },
  act_bank_locked: { id: 'Bank dikunci', en: 'Bank locked' },
  act_blueprint_added: { id: 'Rancangan didaftarkan', en: 'Blueprint registered' },
  act_event_added: { id: 'Kegiatan dibuat', en: 'Event created' },
  act_staff_added: { id: 'Akun staf dibuat', en: 'Staff account created' },
  act_staff_signed_in: { id: 'Staf masuk', en: 'Staff signed in' },
  act_staff_signed_out: { id: 'Staf keluar', en: 'Staff signed out' },
  act_item_written: { id: 'Soal ditulis', en: 'Item written' },
  act_item_comment: { id: 'Soal dikomentari', en: 'Item commented' },
  act_item_submit: { id: 'Soal diajukan', en: 'Item submitted' },
  act_item_return: { id: 'Soal dikembalikan', en: 'Item returned' },
  act_item_approve: { id: 'Soal disetujui', en: 'Item approved' },
  act_item_pilot: { id: 'Soal diujicobakan', en: 'Item put on trial' },
  act_item_activate: { id: 'Soal dipakai', en: 'Item put to use' },
  act_item_retire: { id: 'Soal dihentikan', en: 'Item retired' },
  act_item_revive: { id: 'Soal dibuka kembali', en: 'Item taken up again' },
  act_items_imported: { id: 'Soal diimpor', en: 'Items imported' },
  act_items_generated: { id: 'Soal dibuat dari model', en: 'Items made from a model' },
  act_items_exported: { id: 'Soal diekspor', en: 'Items exported' },
  act_picture_added: { id: 'Gambar ditambahkan', en: 'Picture added' },
  act_stimulus_written: { id: 'Bahan bersama ditulis', en: 'Shared material written' },
  act_checkpoint_forgotten: { id: 'Catatan antara dilepas', en: 'Checkpoint let go' },
};
export const t = translator(words, language);

const isWord = (key: string): key is keyof typeof words => key in words;

/** An act's name for people; an unknown one shows as the server wrote it. */
export const actionText = (action: string): string => {
  const key = `act_${action}`;
  return isWord(key) ? t(key) : action.replaceAll('_', ' ');
};
