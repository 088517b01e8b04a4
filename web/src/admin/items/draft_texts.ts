// An item or a stimulus as labelled texts, for comparing two versions and for paper. No DOM.
import type { ChoiceCredit } from '../../lib/wire/ChoiceCredit';
import type { DraftInteraction } from '../../lib/wire/DraftInteraction';
import type { ItemDraft } from '../../lib/wire/ItemDraft';
import type { StimulusDraft } from '../../lib/wire/StimulusDraft';
import { named as interactionName } from '../library/text';
import { t } from '../words/item_editor';
import { placeName } from '../words/item_faults';
import { named } from '../words/items';
import { decimalText } from './decimals';
import { letter, markingOf } from './interaction';
import { wordDiff, type Part } from './word_diff';

export type Labelled = { label: string; text: string };

const credits = (list: ChoiceCredit[]): string => list.map((one) => `${letter(one.choice)}: ${decimalText(one.credit)}`).join(', ');
const entries = (texts: string[], name: (index: number) => string): Labelled[] => texts.map((text, index) => ({ label: name(index), text }));
const marking = (interaction: { exact: boolean; credit?: unknown[] }): Labelled => ({ label: t('marking'), text: t(`m_${markingOf({ exact: interaction.exact, credit: interaction.credit ?? [] })}`) });
const pairText = (pairs: [number, number][], left: (index: number) => string): string => pairs.map(([one, other]) => `${left(one)}–${letter(other)}`).join(', ');

function answering(interaction: DraftInteraction): Labelled[] {
  const key = (text: string): Labelled => ({ label: t('key'), text });
  const option = (index: number): string => t('option', { x: letter(index) });
  const element = (index: number): string => t('element', { x: letter(index) });
  switch (interaction.type) {
    case 'single_choice': return [...entries(interaction.options, option), key(interaction.key === null ? '' : letter(interaction.key)), { label: placeName('credit'), text: credits(interaction.credit) }];
    case 'multiple_response': return [...entries(interaction.options, option), key(interaction.key.map(letter).join(', ')), marking(interaction), { label: placeName('credit'), text: credits(interaction.credit) }];
    case 'graded_judgement': return [...entries(interaction.options, option), { label: t('weight'), text: interaction.weights.map((weight, index) => `${letter(index)}: ${weight}`).join(', ') }];
    case 'numeric_entry': return [key(decimalText(interaction.key)), { label: t('tolerance'), text: decimalText(interaction.tolerance) }, { label: t('unit'), text: interaction.unit ?? '' }, { label: t('slider'), text: interaction.slider?.map(decimalText).join(' – ') ?? '' }];
    case 'ordering': return [...entries(interaction.elements, element), key(interaction.key.map(letter).join(' → ')), marking(interaction)];
    case 'association': return [...entries(interaction.elements, element), key(pairText(interaction.key, letter)), marking(interaction)];
    case 'matching': return [
      ...entries(interaction.left, (index) => t('left_x', { x: index + 1 })), ...entries(interaction.right, (index) => t('right_x', { x: letter(index) })), key(pairText(interaction.key, (index) => String(index + 1))),
      marking(interaction), { label: placeName('credit'), text: interaction.credit.map((one) => `${one.left + 1}–${letter(one.right)}: ${decimalText(one.credit)}`).join(', ') },
    ];
    case 'gap_text': return [
      ...interaction.gaps.map((gap, index): Labelled => ({
        label: t('gap_n', { n: index + 1 }),
        text: gap.type === 'choice' ? `${gap.options.map((text, at) => `${letter(at)}. ${text}`).join('\n')}\n${t('key')}: ${gap.key === null ? '–' : letter(gap.key)}${gap.credit.length > 0 ? `; ${credits(gap.credit)}` : ''}` : gap.accepted.map((one) => `${one.text} (${decimalText(one.credit)})`).join('\n'),
      })),
      marking(interaction),
    ];
    case 'extended_text': return [];
  }
}

export function textsOfDraft(draft: ItemDraft): Labelled[] {
  return [
    { label: placeName('title'), text: draft.title },
    { label: placeName('stimulus'), text: draft.stimulus ?? '' },
    { label: placeName('stem'), text: draft.stem },
    { label: placeName('interaction'), text: interactionName(draft.interaction.type) },
    ...answering(draft.interaction),
    { label: placeName('rationale'), text: draft.rationale },
    { label: placeName('domain'), text: draft.domain }, { label: placeName('competency'), text: draft.competency }, { label: placeName('indicator'), text: draft.indicator },
    { label: placeName('difficulty'), text: draft.difficulty ? named(draft.difficulty) : '' }, { label: placeName('seconds'), text: draft.seconds === null ? '' : String(draft.seconds) },
    { label: placeName('job_families'), text: draft.job_families.map(named).join(', ') }, { label: placeName('tags'), text: draft.tags.join(', ') }, { label: placeName('enemies'), text: draft.enemies.join(', ') },
    { label: placeName('shuffle'), text: draft.fixed_order ? t('fixed_order') : '' }, { label: placeName('computation'), text: draft.computation ?? '' }, { label: placeName('origin'), text: draft.origin ?? '' },
  ];
}

export type Difference = { label: string; parts: Part[] };

export const differences = (before: ItemDraft, after: ItemDraft): Difference[] => differing(textsOfDraft(before), textsOfDraft(after));

const textsOfStimulus = ({ title, domain, body }: StimulusDraft): Labelled[] => [{ label: t('st_title'), text: title }, { label: t('domain'), text: domain ?? '' }, { label: t('st_body'), text: body }];
export const stimulusDifferences = (before: StimulusDraft, after: StimulusDraft): Difference[] => differing(textsOfStimulus(before), textsOfStimulus(after));

/** What differs, place by place in the order of the newer version; what is gone stands last. */
function differing(old: Labelled[], next: Labelled[]): Difference[] {
  const labels = [...new Set([...next, ...old].map((one) => one.label))];
  const textAt = (list: Labelled[], label: string): string => list.find((one) => one.label === label)?.text ?? '';
  return labels.filter((label) => textAt(old, label) !== textAt(next, label)).map((label) => ({ label, parts: wordDiff(textAt(old, label), textAt(next, label)) }));
}
