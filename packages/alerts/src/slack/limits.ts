/**
 * Block Kit's limits, in UTF-16 units and elements. Slack answers a message over any of them with 400 and shows
 * nothing. As client libraries encode them; the stand-in enforces them.
 */
export const SLACK_LIMITS = {
  blocks: 50,
  headerChars: 150,
  sectionChars: 3000,
  fields: 10,
  fieldChars: 2000,
  contextElements: 10,
  /** Slack cuts longer text; it is the notification and the fallback. */
  textChars: 40_000,
} as const;
