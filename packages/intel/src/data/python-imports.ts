/**
 * Import names of well-known projects that are called otherwise, with the projects that honestly ship them. By hand,
 * from the projects' own documentation; names in no list here are taken for those of the project with that name.
 */
export const IMPORT_OWNERS: Readonly<Record<string, readonly string[]>> = {
  PIL: ['pillow'],
  cv2: ['opencv-python', 'opencv-contrib-python'],
  yaml: ['pyyaml'],
  bs4: ['beautifulsoup4'],
  sklearn: ['scikit-learn'],
  skimage: ['scikit-image'],
  dateutil: ['python-dateutil'],
  dotenv: ['python-dotenv'],
  jwt: ['pyjwt', 'jwt'],
  jose: ['python-jose'],
  attr: ['attrs'],
  attrs: ['attrs'],
  pkg_resources: ['setuptools'],
  setuptools: ['setuptools'],
  _distutils_hack: ['setuptools'],
  Crypto: ['pycryptodome', 'pycrypto'],
  Cryptodome: ['pycryptodomex'],
  OpenSSL: ['pyopenssl'],
  nacl: ['pynacl'],
  MySQLdb: ['mysqlclient', 'mysql-python'],
  psycopg2: ['psycopg2', 'psycopg2-binary'],
  serial: ['pyserial'],
  usb: ['pyusb'],
  git: ['gitpython'],
  github: ['pygithub'],
  discord: ['discord-py', 'discord', 'py-cord', 'nextcord'],
  telegram: ['python-telegram-bot', 'telegram'],
  telebot: ['pytelegrambotapi', 'telebot'],
  websocket: ['websocket-client'],
  socks: ['pysocks'],
  magic: ['python-magic', 'filemagic'],
  docx: ['python-docx', 'docx'],
  pptx: ['python-pptx'],
  fitz: ['pymupdf', 'fitz'],
  zmq: ['pyzmq'],
  win32api: ['pywin32'],
  win32crypt: ['pywin32'],
  charset_normalizer: ['charset-normalizer'],
  typing_extensions: ['typing-extensions'],
  google_auth_httplib2: ['google-auth-httplib2'],
  flask_sqlalchemy: ['flask-sqlalchemy'],
  rest_framework: ['djangorestframework'],
  corsheaders: ['django-cors-headers'],
  multipart: ['python-multipart', 'multipart'],
  grpc: ['grpcio'],
  faiss: ['faiss-cpu', 'faiss-gpu', 'faiss'],
  tensorflow: ['tensorflow', 'tf-nightly'],
  markdown: ['markdown'],
  web3: ['web3'],
  solders: ['solders'],
};

/** Import names that many projects share: folders of theirs, without a module of its own in it. */
export const NAMESPACES: ReadonlySet<string> = new Set(
  (
    'google azure zope sphinxcontrib backports ruamel jaraco mpl_toolkits paste repoze plone products collective odoo ' +
    'airflow opentelemetry aliyun nvidia aws_cdk oslo ibm kubernetes_asyncio trac twisted peak logilab horizon xstatic ' +
    'llama_index langchain dagster jupyter_server_ydoc snowflake databricks cupy_backends pulumi hydra_plugins ' +
    'tensorflow_datasets testing pyobjc celery flaskext paver sentry_sdk streamlit snakemake pykka mopidy tutor xblock'
  ).split(' '),
);

/** Names under which projects ship what is not for others to import. */
export const GENERIC_IMPORTS: ReadonlySet<string> = new Set(
  (
    'test tests testing doc docs documentation example examples sample samples demo demos bin build dist scripts tools ' +
    'util utils helper helpers common core config configs data dataset datasets model models lib libs src source app ' +
    'apps api server client main cli setup version package packages module modules plugin plugins static templates ' +
    'resources assets benchmark benchmarks integration unit tasks task types typings base constants exceptions'
  ).split(' '),
);

/** Modules of the standard library (`sys.stdlib_module_names` of CPython 3.12) that programs rely on by name. */
export const STDLIB: ReadonlySet<string> = new Set(
  (
    'abc argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 cProfile calendar cmath code codecs ' +
    'codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg csv ctypes curses ' +
    'dataclasses datetime dbm decimal difflib dis doctest email encodings ensurepip enum errno faulthandler fcntl filecmp ' +
    'fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib ' +
    'heapq hmac html http imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging lzma ' +
    'mailbox marshal math mimetypes mmap modulefinder msvcrt multiprocessing netrc ntpath numbers opcode operator optparse ' +
    'os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posixpath pprint profile pstats pty pwd py_compile ' +
    'pyclbr pydoc queue quopri random re readline reprlib resource runpy sched secrets select selectors shelve shlex ' +
    'shutil signal site smtplib socket socketserver sqlite3 ssl stat statistics string stringprep struct subprocess ' +
    'symtable sys sysconfig syslog tarfile tempfile termios textwrap threading time timeit tkinter token tokenize tomllib ' +
    'trace traceback tracemalloc tty types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser ' +
    'winreg wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo'
  ).split(' '),
);
