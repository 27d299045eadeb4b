import { z } from 'zod';

const textSchema = z.object({ text: z.string() });
const messageSchema = z.object({
  text: z.string(),
  blocks: z
    .array(
      z.object({
        type: z.string(),
        text: textSchema.optional(),
        fields: z.array(textSchema).optional(),
        elements: z.array(textSchema).optional(),
      }),
    )
    .default([]),
});

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** What would act in Slack: a mention, a channel, a command or a link is `<…>` with the brackets unescaped. */
export function activePartsOf(mrkdwn: string): readonly string[] {
  return mrkdwn.match(/<[^>]*>?/g) ?? [];
}

/** A text as a reader sees it: formatting characters of bold and italics gone, entities decoded, acting parts marked. */
function shown(mrkdwn: string): string {
  const parts = mrkdwn.split(/(`[^`\n]+`)/);
  return parts
    .map((part) =>
      part.startsWith('`')
        ? `‹${part.slice(1, -1)}›`
        : part.replace(/\*([^*\n]+)\*/g, '$1').replace(/(?<=^|\s)_([^_\n]+)_(?=\s|$)/gm, '$1'),
    )
    .join('')
    .replace(/<[^>]*>?/g, (active) => `!!ACTIVE(${active})!!`)
    .replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

/**
 * A webhook message as text, block by block, as it would look in Slack: inline code in ‹ ›, and `!!ACTIVE(…)!!`
 * around whatever would ping or link.
 */
export function previewMessage(payload: unknown): string {
  const message = messageSchema.parse(payload);
  const blocks = message.blocks.map((block) => {
    const texts = [block.text, ...(block.fields ?? []), ...(block.elements ?? [])].filter(
      (text) => text !== undefined,
    );
    return `[${block.type}]\n${texts.map(({ text }) => shown(text)).join('\n')}`;
  });
  return [`[notification]\n${shown(message.text)}`, ...blocks, ''].join('\n\n');
}
