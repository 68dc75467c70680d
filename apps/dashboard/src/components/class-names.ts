/** Joins the classes that apply. Later ones do not override earlier ones: a component decides which of them it takes. */
export function classNames(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}
