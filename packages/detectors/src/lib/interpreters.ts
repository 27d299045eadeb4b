/** Commands that run text of which the code does not say what it is. */
export const GIVEN_TEXT =
  /^(?:\S*[\\/])?(?:powershell|pwsh|cmd|sh|bash|python[\d.]*|node|bun)(?:\.exe)?\s(?:.*\s)?(?:-\w*c\w*|-e\w*|--eval|\/c)\s+\S*\$UNKNOWN/i;

/** A command of which nothing is spelled. */
export const UNSPELLED = /^(?:\$UNKNOWN)?$/;
