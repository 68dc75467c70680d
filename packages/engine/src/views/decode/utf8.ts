/** Bytes as text, or null when they are not valid UTF-8 (UTF-16 with ASCII in every other byte is read as well). */
export function textOf(bytes: ArrayLike<number>, length: number): string | null {
  return wideText(bytes, length) ?? utf8Text(bytes, length)
}

function utf8Text(bytes: ArrayLike<number>, length: number): string | null {
  let text = ''
  for (let at = 0; at < length; ) {
    const first = bytes[at] as number
    if (first < 0x80) {
      text += String.fromCharCode(first)
      at++
      continue
    }
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1
    if (first < 0xc2 || first > 0xf4 || at + more >= length) return null
    let point = first & (0x3f >> more)
    for (let next = 1; next <= more; next++) {
      const byte = bytes[at + next] as number
      if ((byte & 0xc0) !== 0x80) return null
      point = (point << 6) | (byte & 0x3f)
    }
    if (point < 0x80 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return null
    text += String.fromCodePoint(point)
    at += more + 1
  }
  return text
}

/** UTF-16, least byte first, as PowerShell's `-EncodedCommand` has it. */
function wideText(bytes: ArrayLike<number>, length: number): string | null {
  if (length < 8 || length % 2 !== 0 || bytes[1] !== 0 || bytes[3] !== 0) return null
  let text = ''
  for (let at = 0; at < length; at += 2) {
    if (bytes[at + 1] !== 0) return null
    text += String.fromCharCode(bytes[at] as number)
  }
  return text
}
