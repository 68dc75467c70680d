/** Characters that attackers hide things with, by the short name that Unicode gives them. */
const names: ReadonlyMap<number, readonly [label: string, name: string]> = new Map([
  [0x00, ['NUL', 'null']],
  [0x07, ['BEL', 'bell']],
  [0x08, ['BS', 'backspace']],
  [0x0d, ['CR', 'carriage return']],
  [0x1b, ['ESC', 'escape']],
  [0x7f, ['DEL', 'delete']],
  [0xa0, ['NBSP', 'no-break space']],
  [0xad, ['SHY', 'soft hyphen']],
  [0x34f, ['CGJ', 'combining grapheme joiner']],
  [0x61c, ['ALM', 'Arabic letter mark']],
  [0x200b, ['ZWSP', 'zero width space']],
  [0x200c, ['ZWNJ', 'zero width non-joiner']],
  [0x200d, ['ZWJ', 'zero width joiner']],
  [0x200e, ['LRM', 'left-to-right mark']],
  [0x200f, ['RLM', 'right-to-left mark']],
  [0x2028, ['LS', 'line separator']],
  [0x2029, ['PS', 'paragraph separator']],
  [0x202a, ['LRE', 'left-to-right embedding']],
  [0x202b, ['RLE', 'right-to-left embedding']],
  [0x202c, ['PDF', 'pop directional formatting']],
  [0x202d, ['LRO', 'left-to-right override']],
  [0x202e, ['RLO', 'right-to-left override']],
  [0x2060, ['WJ', 'word joiner']],
  [0x2066, ['LRI', 'left-to-right isolate']],
  [0x2067, ['RLI', 'right-to-left isolate']],
  [0x2068, ['FSI', 'first strong isolate']],
  [0x2069, ['PDI', 'pop directional isolate']],
  [0xfeff, ['BOM', 'zero width no-break space']],
])

/** What is shown in place of a run of characters that `deceptive` found, and what it is called in full. */
export function nameOfCharacter(found: string): { label: string; name: string } {
  const codePoint = found.codePointAt(0) ?? 0
  if (codePoint >= 0xe0000 && codePoint <= 0xe007f) return nameOfTags(found)
  if (/^\p{M}/u.test(found) && codePoint !== 0x34f && !/^\p{Default_Ignorable_Code_Point}/u.test(found)) {
    return { label: `+${[...found].length} marks`, name: 'combining marks piled on one letter' }
  }
  const code = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
  const [label, name] = names.get(codePoint) ?? [code, 'character that does not show']
  return { label, name: label === code ? `${code}, ${name}` : `${code} ${name}` }
}

/** Tag characters repeat ASCII where nobody sees it, and models read them. */
function nameOfTags(found: string): { label: string; name: string } {
  const said = [...found]
    .map((tag) => (tag.codePointAt(0) as number) - 0xe0000)
    .map((code) => (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·'))
    .join('')
  return { label: `TAG “${said}”`, name: 'invisible tag characters' }
}
