/** Parts of the language and of node that are easiest told in the language itself; each is made when it is asked for. */
const SOURCES: Readonly<Record<string, string>> = {
  Map: `(class Map {
    constructor(from) { this.k = []; this.v = []; if (from) for (const e of from) this.set(e[0], e[1]); }
    get(k) { return this.v[this.k.indexOf(k)]; }
    set(k, v) { const i = this.k.indexOf(k); if (i < 0) { this.k.push(k); this.v.push(v); } else this.v[i] = v; return this; }
    has(k) { return this.k.includes(k); }
    delete(k) { const i = this.k.indexOf(k); if (i >= 0) { this.k.splice(i, 1); this.v.splice(i, 1); } return i >= 0; }
    clear() { this.k = []; this.v = []; }
    forEach(f) { this.k.forEach((k, i) => f(this.v[i], k, this)); }
    keys() { return [...this.k]; }
    values() { return [...this.v]; }
    entries() { return this.k.map((k, i) => [k, this.v[i]]); }
    [Symbol.iterator]() { return this.entries(); }
    get ['size']() { return this.k.length; }
  })`,
  Set: `(class Set {
    constructor(from) { this.v = []; if (from) for (const e of from) this.add(e); }
    add(v) { if (!this.v.includes(v)) this.v.push(v); return this; }
    has(v) { return this.v.includes(v); }
    delete(v) { const i = this.v.indexOf(v); if (i >= 0) this.v.splice(i, 1); return i >= 0; }
    clear() { this.v = []; }
    forEach(f) { this.v.forEach((v) => f(v, v, this)); }
    keys() { return [...this.v]; }
    values() { return [...this.v]; }
    entries() { return this.v.map((v) => [v, v]); }
    [Symbol.iterator]() { return this.values(); }
    get ['size']() { return this.v.length; }
  })`,
  events: `(() => {
    class EventEmitter {
      on(n, f) { this.h = this.h || []; this.h.push([n, f]); return this; }
      addListener(n, f) { return this.on(n, f); }
      prependListener(n, f) { return this.on(n, f); }
      prependOnceListener(n, f) { return this.on(n, f); }
      once(n, f) { return this.on(n, f); }
      off() { return this; }
      removeListener() { return this; }
      removeAllListeners() { return this; }
      setMaxListeners() { return this; }
      listenerCount(n) { return this.listeners(n).length; }
      listeners(n) { return (this.h || []).filter((e) => e[0] === n).map((e) => e[1]); }
      emit(n, ...a) { const f = this.listeners(n); f.forEach((g) => g.apply(this, a)); return f.length > 0; }
    }
    EventEmitter.EventEmitter = EventEmitter;
    EventEmitter.default = EventEmitter;
    return EventEmitter;
  })()`,
  AsyncLocalStorage: `(class AsyncLocalStorage {
    run(s, f, ...a) { const b = this.s; this.s = s; try { return f.apply(undefined, a); } finally { this.s = b; } }
    exit(f, ...a) { return this.run(undefined, f, ...a); }
    enterWith(s) { this.s = s; }
    getStore() { return this.s; }
    disable() { this.s = undefined; }
    static bind(f) { return f; }
    static snapshot() { return (f, ...a) => f(...a); }
  })`,
  MessagePort: `(class MessagePort {
    constructor() { this.h = []; this.q = []; this.to = []; }
    on(n, f) { if (n === 'message') this.add(f); return this; }
    once(n, f) { return this.on(n, f); }
    addListener(n, f) { return this.on(n, f); }
    addEventListener(n, f) { if (n === 'message') this.add((data) => f.call(this, { data, target: this })); }
    set onmessage(f) { if (f) this.addEventListener('message', f); }
    add(f) { this.h.push(f); const q = this.q; this.q = []; q.forEach((m) => f(m)); }
    take(m) { if (this.h.length === 0) this.q.push(m); else this.h.forEach((f) => f(m)); }
    postMessage(m) { this.to.forEach((p) => p.take(m)); }
    start() {} close() {} ref() {} unref() {}
    off() { return this; }
    removeListener() { return this; }
    removeEventListener() {}
  })`,
  MessageChannel: `(class MessageChannel {
    constructor() {
      this.port1 = new MessagePort(); this.port2 = new MessagePort();
      this.port1.to.push(this.port2); this.port2.to.push(this.port1);
    }
  })`,
  BroadcastChannel: `(() => {
    const all = [];
    return class BroadcastChannel extends MessagePort {
      constructor(n) {
        super(); this.name = n;
        all.forEach((c) => { if (c.name === n) { c.to.push(this); this.to.push(c); } });
        all.push(this);
      }
    };
  })()`,
};

/** Keys that are not kept alive are kept here as all others. */
export const PRELUDE: Readonly<Record<string, string>> = {
  ...SOURCES,
  WeakMap: SOURCES.Map ?? '',
  WeakSet: SOURCES.Set ?? '',
};
