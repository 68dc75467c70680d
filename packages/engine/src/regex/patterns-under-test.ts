import fc from 'fast-check'

/** Patterns over a small alphabet, so that matches are as common as misses. For tests. */
export const patterns = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', 'ab', 'ba', '1', '-', '😀', 'ſ', 'K'),
    fc.constantFrom('.', '[ab]', '[^a]', '\\d', '\\w', '\\W', '\\s', '(?s:.)', '[😀b]', '[^😀]', '\\pL', '(?i:[^k])'),
    fc.constantFrom('\\b', '\\B', '^', '$', '(?m:^)', '(?m:$)', '\\A', '\\z'),
    fc.constantFrom('(?i:ab)', '(?i:k)', '(?i:S)', '(?i:[a-c])'),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => left + right),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => left + right),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?:${left}|${right})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '*?', '+?', '??', '{2,}', '{0,2}?'))
      .map(([inner, count]) => `(?:${inner})${count}`),
  ),
})).pattern

/** Texts in which they match. */
export const texts = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'A', '1', '-', ' ', '\n', 'K', 'k', 'ſ', '😀', 'é'), { maxLength: 14 })
  .map((parts) => parts.join(''))
