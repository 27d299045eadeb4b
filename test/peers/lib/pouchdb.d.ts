/** The parts of PouchDB and of its HTTP face that the peers use; none of these packages has types of its own. */
declare module 'pouchdb-core' {
  /** A database class. Plugins change it in place; `defaults` makes a class of its own. */
  interface PouchConstructor {
    plugin(plugin: unknown): PouchConstructor;
    defaults(options: { readonly adapter: 'memory' }): PouchConstructor;
  }

  const pouch: PouchConstructor;
  export default pouch;
}

declare module 'pouchdb-adapter-memory' {
  const plugin: unknown;
  export default plugin;
}

declare module 'express-pouchdb' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  import type { PouchConstructor } from 'pouchdb-core';

  /** An Express application: a handler for `http.createServer`. */
  export default function expressPouchdb(
    pouch: PouchConstructor,
    options: { readonly mode: 'minimumForPouchDB' },
  ): (request: IncomingMessage, response: ServerResponse) => void;
}
