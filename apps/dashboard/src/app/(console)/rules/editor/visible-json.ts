/**
 * A value as JSON to be read and changed by a person: what does not show, or turns the direction of what follows, is written by
 * its code. A text field would show it as it pretends to be. It means the same JSON.
 */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Zl}\p{Zp}\u007f-\u009f]/gu,
    (hidden) => hidden.split('').map(escapeUnit).join(''),
  )
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
