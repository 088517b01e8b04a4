// Words of the emergency file.
import type { Dictionary } from '../../lib/i18n';

export const emergency = {
  emergencyTitle: { id: 'Sambungan belum kembali', en: 'The line is still away' },
  emergencyDo: { id: 'Simpan berkas darurat dan serahkan kepada pengawas dengan USB. Biarkan halaman ini terbuka dan tetaplah mengerjakan: bila tersambung, jawaban tetap dikirim sendiri.', en: 'Save the emergency file and give it to the proctor on a USB stick. Keep this page open and keep working: when the line is back, answers still go by themselves.' },
  emergencySlowTitle: { id: 'Server belum menerima jawaban Anda', en: 'The server has not taken your answers yet' },
  emergencyTimeUpTitle: { id: 'Jawaban Anda masih dapat dihitung', en: 'Your answers can still count' },
  emergencyTimeUpDo: { id: '{n} jawaban belum diterima server. Simpan berkas darurat sekarang dan serahkan kepada pengawas dengan USB: jawaban yang Anda berikan sebelum waktu habis dapat dihitung dari berkas itu. Biarkan halaman ini terbuka.', en: '{n} answers have not reached the server. Save the emergency file now and give it to the proctor on a USB stick: answers given before time was up can count from it. Keep this page open.' },
  emergencyWaitDo: { id: 'Simpan berkas darurat dan serahkan kepada pengawas dengan USB. Biarkan halaman ini terbuka: bila tersambung, jawaban tetap dikirim sendiri.', en: 'Save the emergency file and give it to the proctor on a USB stick. Keep this page open: when the line is back, answers still go by themselves.' },
  emergencyHelpTitle: { id: 'Berkas darurat', en: 'Emergency file' },
  emergencyHelp: { id: '{n} jawaban belum diterima server. Biasanya terkirim sendiri; Anda tidak perlu berbuat apa-apa. Bila sambungan tidak kembali, simpan berkas darurat dan serahkan kepada pengawas dengan USB. Biarkan halaman ini terbuka.', en: '{n} answers have not reached the server. They usually go by themselves and you need do nothing. If the line does not come back, save the emergency file and give it to the proctor on a USB stick. Keep this page open.' },
  emergencySave: { id: 'Simpan berkas darurat', en: 'Save the emergency file' },
  emergencySaved: { id: 'Berkas darurat dengan {n} jawaban disimpan pukul {time}: {name}', en: 'Emergency file with {n} answers saved at {time}: {name}' },
  emergencyFresh: { id: 'Ada jawaban yang belum termasuk. Simpan lagi sebelum berkas diserahkan.', en: 'Some answers are not in it. Save again before you hand it over.' },
  emergencyFailed: { id: 'Berkas tidak dapat disimpan. Coba lagi; bila tetap gagal, panggil pengawas dan biarkan halaman ini terbuka.', en: 'The file could not be saved. Try again; if it still fails, call the proctor and keep this page open.' },
  emergencyLateTitle: { id: '{n} jawaban tidak sampai di server sebelum tes berakhir', en: '{n} answers did not reach the server before the test ended' },
  emergencyLateDo: { id: 'Jawaban itu masih ada di komputer ini. Simpan berkas darurat dan serahkan kepada pengawas dengan USB sebelum Anda keluar dari komputer ini: yang Anda berikan sebelum tes berakhir dapat dihitung dari berkas itu. Pengawas yang memutuskan.', en: 'They are still on this computer. Save the emergency file and give it to the proctor on a USB stick before you leave this computer: answers given before the test ended can count from it. The proctor decides.' },
} satisfies Dictionary;
