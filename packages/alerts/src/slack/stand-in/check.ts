import { z } from 'zod';
import { SLACK_LIMITS } from '../limits.ts';

const mrkdwn = (charsMax: number): z.ZodType =>
  z.object({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(charsMax),
    verbatim: z.boolean().optional(),
  });
const blockSchema = z.union([
  z.object({
    type: z.literal('header'),
    text: z.object({
      type: z.literal('plain_text'),
      text: z.string().min(1).max(SLACK_LIMITS.headerChars),
      emoji: z.boolean().optional(),
    }),
  }),
  z.object({ type: z.literal('section'), text: mrkdwn(SLACK_LIMITS.sectionChars) }),
  z.object({
    type: z.literal('section'),
    fields: z.array(mrkdwn(SLACK_LIMITS.fieldChars)).min(1).max(SLACK_LIMITS.fields),
  }),
  z.object({
    type: z.literal('context'),
    elements: z.array(mrkdwn(SLACK_LIMITS.sectionChars)).min(1).max(SLACK_LIMITS.contextElements),
  }),
]);
const messageSchema = z.object({
  text: z.string().min(1).max(SLACK_LIMITS.textChars),
  blocks: z.array(blockSchema).max(SLACK_LIMITS.blocks).optional(),
});

/** The word that Slack answers a bad payload with, or null when the payload is good. */
export function complaintAbout(body: string): 'invalid_payload' | 'no_text' | 'invalid_blocks' | null {
  let payload: unknown;
  try {
    payload = JSON.parse(body);
  } catch {
    return 'invalid_payload';
  }
  const parsed = messageSchema.safeParse(payload);
  if (parsed.success) return null;
  return parsed.error.issues[0]?.path[0] === 'text' ? 'no_text' : 'invalid_blocks';
}
