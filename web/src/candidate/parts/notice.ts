// A notice in words. No DOM.
import type { NoticeBody } from '../../lib/wire/NoticeBody';
import { preferences } from '../preferences.svelte';
import { spoken } from '../when';
import { t } from '../words';

export function noticeText(body: NoticeBody): { title: string; detail: string } {
  switch (body.kind) {
    case 'message':
      return { title: `${t('fromProctor')}:`, detail: body.text };
    case 'extended':
      return { title: t('extended', { time: spoken(body.added_ms, preferences.language) }), detail: body.reason ? t('reason', { text: body.reason }) : '' };
    case 'outage_credited':
      return { title: t('outageCredited', { time: spoken(body.added_ms, preferences.language) }), detail: '' };
    case 'call_answered':
      return { title: t('callAnswered'), detail: '' };
  }
}
