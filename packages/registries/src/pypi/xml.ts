import { AppError, describeError } from '@weir/model';
import { SaxesParser } from 'saxes';

/** What a reader of XML is told. Paths are element names from the root. */
export interface XmlHandlers {
  open?(path: readonly string[]): void;
  /** With the element's own text, of at most {@link XmlLimits.textCharsMax} characters. */
  close(path: readonly string[], text: string): void;
}

export interface XmlLimits {
  readonly depthMax: number;
  /** Longer texts are cut. */
  readonly textCharsMax: number;
  readonly elementsMax: number;
}

/**
 * Characters that XML 1.0 does not have. One in somebody's summary must not stop the feed for everybody, so they are
 * taken out before parsing.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function malformed(what: string, why: string, cause?: unknown): AppError {
  return new AppError('FEED_MALFORMED', `${what}: the answer is no usable XML (${why})`, {
    retriable: true,
    cause,
  });
}

/**
 * Reads XML from a registry: no document type, so no entity but XML's own five, nothing that is fetched or expanded;
 * bounded depth, text and number of elements. The bytes must have been capped.
 *
 * Throws AppError `FEED_MALFORMED`, retriable: HTML, truncated answers and bombs look alike, and pass.
 * @param what names the answer for people.
 */
export function readXml(what: string, bytes: Uint8Array, limits: XmlLimits, handlers: XmlHandlers): void {
  const parser = new SaxesParser({ position: false });
  const path: string[] = [];
  const texts: string[] = [];
  let elements = 0;
  const add = (text: string): void => {
    const last = texts.length - 1;
    const known = texts[last];
    if (known !== undefined && known.length < limits.textCharsMax)
      texts[last] = known + text.slice(0, limits.textCharsMax - known.length);
  };
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw malformed(what, 'it has a document type');
  });
  parser.on('opentag', ({ name }) => {
    elements++;
    if (elements > limits.elementsMax) throw malformed(what, `more than ${limits.elementsMax} elements`);
    if (path.length >= limits.depthMax) throw malformed(what, `deeper than ${limits.depthMax} elements`);
    path.push(name);
    texts.push('');
    handlers.open?.(path);
  });
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => {
    handlers.close(path, texts.pop() ?? '');
    path.pop();
  });
  try {
    parser.write(new TextDecoder().decode(bytes).replaceAll(FORBIDDEN, '')).close();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw malformed(what, describeError(error, 120), error);
  }
}
