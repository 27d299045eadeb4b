import { readFileSync } from 'node:fs';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';

/** What is wrong with a value, empty when nothing is. */
export type Validator = (value: unknown) => readonly string[];

/** The committed schema of a scan result (draft 2020-12), read by a validator that knows nothing of zod. */
export function scanResultValidator(): Validator {
  const file = new URL('../../../../docs/schemas/scan-result.schema.json', import.meta.url);
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  return validatorOf(ajv, JSON.parse(readFileSync(file, 'utf8')));
}

/** The official schema of SARIF 2.1.0, as Microsoft's package ships it. It is of draft 04, of which draft 07 differs in `id` only here. */
export function sarifValidator(): Validator {
  const { $schema: _draft, id: _id, ...schema } = sarifSchema;
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  formats.default.default(ajv);
  return validatorOf(ajv, schema);
}

function validatorOf(ajv: Ajv | Ajv2020, schema: object): Validator {
  const validate = ajv.compile(schema);
  return (value) => {
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}
