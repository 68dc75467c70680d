/** What a reader sees otherwise than it is. */
export function characters(run: string): string[] {
  return [
    `\u202e>tpircs/<\u202c${run}`,
    `invoice\u202efdp.exe`,
    `\u2066\u2067<img src=x onerror=${run}>\u2069`,
    `pay\u200bpal\u200c.com\u200d`,
    `\ufeff<script>${run}</script>`,
    `\u00ad<\u00adscript>${run}`,
    `＜script＞${run}＜/script＞`,
    `‹script›${run}‹/script›`,
    `<ſcript>${run}</ſcript>`,
    `<scrıpt>${run}</scrıpt>`,
    `\u061carabic mark\u200e\u200f`,
    `𝖘𝖈𝖗𝖎𝖕𝖙 <img src=x onerror=${run}>`,
    `Z\u0336\u0334\u0337\u0335\u0338\u0321\u0322\u0327\u0328a\u0315\u031b\u0340\u0341\u0358l\u0360\u0361go`,
    `\u{e0001}\u{e0068}\u{e0069}\u{e0064}\u{e0065}${run}`,
    `👨‍👩‍👧‍👦<img src=x onerror=${run}>👩🏽‍💻`,
    `א<img src=x onerror=${run}>ב 1 2 3`,
    `\u2800\u3164\uffa0${run}`,
    `\ufff9x\ufffa<script>${run}</script>\ufffb`,
    `.\u2024\u2025\uff0e\u3002/../`,
    'ﷺ'.repeat(30),
  ]
}

/** What a terminal obeys. */
export function terminal(run: string, outside: string): string[] {
  return [
    `\u001b[2J\u001b[H${run}`,
    `\u001b[31mred\u001b[0m`,
    `\u001b]8;;${outside}\u0007click\u001b]8;;\u0007`,
    `\u001b]0;<script>${run}</script>\u0007`,
    `\u009b2J\u0090x\u009c`,
    `all is well\r<img src=x onerror=${run}>`,
    `a\b\b\b<script>${run}</script>`,
    `\u007f\u0000`.replace('\u0000', '\u0001'),
  ]
}

/** Names that mean something else where an object is asked for them. */
export const objectNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'then',
  'toJSON',
  'dangerouslySetInnerHTML',
  'ref',
  'key',
  'children',
  '$$typeof',
]

/** Longer than anything that anybody reads. */
export function long(run: string): string[] {
  return [
    `<img src=x onerror=${run}>`.repeat(4_000).slice(0, 100_000),
    `${'<'.repeat(99_000)}script>${run}</script>`,
    `${'x'.repeat(100_000)}<script>${run}</script>`,
    `${'\u202e'.repeat(50_000)}${run}`,
  ]
}
