/** Decoding steps that may lie on top of each other (detection.md section 7). */
export const LAYER_DEPTH_MAX = 8;
/** Characters of all decoded layers of one file together. */
export const LAYER_CHARS_MAX = 2_000_000;
/** Layers of one file that are kept as texts of their own. */
export const LAYERS_MAX = 64;
/** Texts of one file that are read as code: decoded ones, and those that are run as they stand. */
export const LAYERS_READ_MAX = 256;
/** Sources above this are not parsed; they are named as skipped, so that the cap is no hiding place. */
export const PARSE_CHARS_MAX = 6_000_000;
/** Nodes of one syntax tree that are walked. */
export const NODES_MAX = 3_000_000;
/** Nesting of one expression that is evaluated; deeper is unknown. */
export const EXPRESSION_DEPTH_MAX = 48;
/** Steps of the constant folder in one file. */
export const FOLD_STEPS_MAX = 3_000_000;
/** Characters or bytes of one folded value. */
export const FOLD_CHARS_MAX = 2_000_000;
/** Elements of one folded array: each is an object, some fifty times what it stands for. */
export const FOLD_ITEMS_MAX = 200_000;
/** Commands taken from one shell text. */
export const SHELL_COMMANDS_MAX = 1_000;
/** Characters of one shell text. */
export const SHELL_CHARS_MAX = 200_000;
/** Actions taken from one shell text, nested ones included. */
export const SHELL_ACTIONS_MAX = 2_000;
