import { expect, test } from 'vitest';
import { capabilityOf, sinkKindOf, sourceLabelOf } from './api.ts';
import { LABEL } from './labels.ts';

test.each([
  'ofetch.ofetch',
  'graphql-request.GraphQLClient().request',
  '@actions/http-client.HttpClient().postJson',
  'ws.WebSocket',
])('%s asks a server', (name) => {
  expect(sinkKindOf(name)).toBe('network');
});

test.each(['graphql-request.gql', '@actions/http-client.HttpClient', 'ofetch.FetchError'])(
  '%s asks nobody',
  (name) => {
    expect(sinkKindOf(name)).toBeNull();
  },
);

test.each([
  ['net.connect', 'net.socket'],
  ['net.Socket().connect', 'net.socket'],
  ['net.isIPv6', null],
  ['net.BlockList().check', null],
])('%s shows the ability %s', (name, capability) => {
  expect(capabilityOf(name)).toBe(capability);
});

test.each(['dgram.createSocket', 'EventSource', 'eventsource.EventSource', 'RTCPeerConnection'])(
  'what %s makes tells what comes from afar',
  (name) => {
    expect(sourceLabelOf(name)).toBe(LABEL.network);
  },
);

test.each([
  ['Deno.readTextFileSync', LABEL.file],
  ['Deno.env.toObject', LABEL.envAll],
  ['Deno.readDir', LABEL.listing],
  ['Deno.env.get', 0],
])('%s is a source of its own', (name, label) => {
  expect(sourceLabelOf(name)).toBe(label);
});
