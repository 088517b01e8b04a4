// Words of the log table.
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
};
export const t = translator(words, language);
