/** Stands for a part of a text that is not a constant: the one spelling, whoever read the text. */
export const UNKNOWN_PART = '$UNKNOWN';
/** Folder of the package that is installed, or of the program that runs: neither is this package's own. */
export const PROJECT_FOLDER = '$CWD';
/** The file that the code stands in. */
export const OWN_FILE = './$FILE';

/** Canonical names whose value is a folder of the machine. */
const FOLDERS: Readonly<Record<string, string>> = {
  'os.homedir()': '~',
  'os.userInfo().homedir': '~',
  'os.userInfo()': '~',
  'process.env.HOME': '~',
  'process.env.USERPROFILE': '~',
  'process.env.HOMEPATH': '~',
  'process.env.APPDATA': '~/AppData/Roaming',
  'process.env.LOCALAPPDATA': '~/AppData/Local',
  'process.env.ProgramData': '/ProgramData',
  'os.tmpdir()': '/tmp',
  'process.env.TMPDIR': '/tmp',
  'process.env.TEMP': '/tmp',
  'process.env.TMP': '/tmp',
  'process.cwd()': PROJECT_FOLDER,
  'process.env.INIT_CWD': PROJECT_FOLDER,
  'process.env.PWD': PROJECT_FOLDER,
  'process.env.GITHUB_WORKSPACE': PROJECT_FOLDER,
  __dirname: '.',
  'import.meta.dirname': '.',
  __filename: OWN_FILE,
  'import.meta.filename': OWN_FILE,
  'import.meta.url': OWN_FILE,
  'process.argv.1': OWN_FILE,
};
/** The folder of the machine that a canonical name stands for; null for other names. */
export function folderOf(name: string): string | null {
  return Object.hasOwn(FOLDERS, name) ? (FOLDERS[name] ?? null) : null;
}

/** What stands in a text for a value of which the name alone is known. */
export function partOf(name: string): string {
  return folderOf(name) ?? UNKNOWN_PART;
}
