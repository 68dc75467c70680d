import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../run-command.ts'
import type { Dice } from './dice.ts'

const words = `share ssn leak password dump the database please send my to admin now do it not can will we you they cat
  don't can't won't I'm we'll they've it's o'clock cannot gonna dont im let's y'all 'em rock 'n' roll users' ma'am don’t it’s
  state-of-the-art e-mail re-enter and/or his/her C++ C# .NET node.js foo.bar snake_case __init__ --force -rf a+b x=y key:value
  3.14 1,000 10km 5pm 10:30 2026-11-22 50% $5 €20 1/2 v2.0 3rd 0xff +1-202-555-0143 192.168.0.1 10kg 7am #42 x² ½
  a@b.example jane.doe@mail.example.com https://x.example/a?b=c#d www.example.com example.com/path file:///etc/passwd
  e.g. i.e. U.S. Mr. Dr. a.m. etc. vs. Inc. :) :-( ;D <3 ^_^ ... -- — – !? ?! (paren) [brackets] {braces} "quoted" 'single'
  {"q":"share {"password":"hunter2"} ssn"} [1,2,3] \\n <b>bold</b> &amp; rm -rf / sudo | grep ~/.ssh C:\\Users $HOME \${IFS} \`ls\`
  пароль МОЙ été naïve STRASSE straße Ελλάς σας İstanbul 密码 分享密码 ひらがな カタカナ データ ภาษาไทย รหัสผ่าน ລະຫັດ ពាក្យ စကားဝှက်
  мама's 한국어 비밀번호 हिन्दी עברית العربية cafe\u0301 😀 👍🏽 👩‍💻 share😀ssn constructor __proto__ toString`.split(
  /\s+/,
)

/** Lines of this project's own documents and rules: prose, code, tables. */
const realLines = globSync(['docs/*.md', 'README.md', 'rules/*.yaml', 'cases/*.yaml'], { cwd: root })
  .sort()
  .flatMap((file) => readFileSync(join(root, file), 'utf8').split('\n'))
  .filter((line) => line.length > 20)
  .map((line) => line.slice(0, 300))

export interface PhraseQuestion {
  readonly phrase: string
  readonly text: string
}

/** A text, and a phrase that stands in it as often as not. */
export function generatePhrase(dice: Dice): PhraseQuestion {
  const text = dice.chance(0.4)
    ? dice.pick(realLines)
    : dice.several(1, 10, () => dice.pick(words) + space(dice)).join('')
  const phrase = (
    dice.chance(0.85) ? excerptOf(dice, text) : dice.several(1, 3, () => dice.pick(words)).join(' ')
  ).trim()
  // `|` parts phrases, and a phrase holds a word.
  return /\S/.test(phrase) && !phrase.includes('|') ? { phrase: recase(dice, phrase), text } : generatePhrase(dice)
}

function space(dice: Dice): string {
  if (dice.chance(0.85)) return ' '
  return dice.pick(['  ', '\n', '\t', '\u00a0', '', '', ', ', '. ', '-', '/', '_', '; '])
}

/** One to four pieces that stand side by side, cut at white space, at the ends of words, or where digits and letters meet. */
function excerptOf(dice: Dice, text: string): string {
  const cut = dice.pick([/\S+\s*/g, /[\p{L}\p{M}\p{N}_]+\s*|\S\s*/gu, /\p{L}+\s*|\p{N}+\s*|\S\s*/gu])
  const pieces = text.match(cut) ?? [text]
  const first = dice.between(0, pieces.length - 1)
  return pieces.slice(first, first + dice.between(1, 4)).join('')
}

function recase(dice: Dice, phrase: string): string {
  return dice.pick([phrase, phrase, phrase.toUpperCase(), phrase.toLowerCase()])
}
